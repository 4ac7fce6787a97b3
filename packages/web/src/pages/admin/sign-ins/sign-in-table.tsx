import type { SignIn } from '@dashboard/contract';
import { Table } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment, useId, useState } from 'react';
import { Ago } from '../../../parts/ago.tsx';
import rows from '../../../parts/rows.module.css';
import { refusalWords } from '../../../words/refusal-words.ts';
import { SignInDetails } from './sign-in-details.tsx';
import classes from './sign-in-table.module.css';

/** One row for each attempt; it expands to the details. */
export function SignInTable({ signIns }: { readonly signIns: readonly SignIn[] }) {
  const [openId, setOpenId] = useState<number | null>(null);
  return (
    <Table className={rows.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Result</Table.Th>
          <Table.Th scope="col" className={rows.wide} w={280}>
            Email
          </Table.Th>
          <Table.Th scope="col" w={112} className={rows.wide}>
            Method
          </Table.Th>
          <Table.Th scope="col" w={152} className={rows.wide}>
            Time
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {signIns.map((signIn) => (
          <Attempt
            key={signIn.id}
            signIn={signIn}
            isOpen={openId === signIn.id}
            onToggle={() => setOpenId((id) => (id === signIn.id ? null : signIn.id))}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Attempt({
  signIn,
  isOpen,
  onToggle,
}: {
  readonly signIn: SignIn;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}) {
  const id = useId();
  return (
    <Fragment>
      {/* A click anywhere in the row, on the button too, arrives here. */}
      <Table.Tr className={classes.row} data-open={isOpen || undefined} onClick={onToggle}>
        <Table.Td>
          <button
            type="button"
            className={classes.open}
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
          >
            <IconChevronRight className={classes.chevron} size={16} aria-hidden />
            <Outcome signIn={signIn} />
          </button>
          <div className={`${rows.under} ${rows.narrow}`}>
            <Who signIn={signIn} /> · {methodWords(signIn)} · <Ago time={signIn.at} />
          </div>
        </Table.Td>
        <Table.Td className={rows.wide}>
          <Who signIn={signIn} />
        </Table.Td>
        <Table.Td className={rows.wide}>{methodWords(signIn)}</Table.Td>
        <Table.Td className={rows.wide}>
          <Ago time={signIn.at} />
        </Table.Td>
      </Table.Tr>
      {isOpen && (
        <Table.Tr className={rows.whole}>
          <Table.Td colSpan={4} id={id}>
            <SignInDetails signIn={signIn} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

function methodWords({ flow }: SignIn): string {
  return flow === 'password' ? 'Password' : 'JWT';
}

function Outcome({ signIn: { outcome, code } }: { readonly signIn: SignIn }) {
  const isIn = outcome === 'signed_in';
  return (
    <>
      <span className={classes.dot} data-outcome={outcome} aria-hidden />
      <span>
        {isIn ? 'Signed in' : <span className={classes.sr}>Refused: </span>}
        {!isIn && refusalWords(code ?? '').cause}
      </span>
    </>
  );
}

function Who({ signIn: { email } }: { readonly signIn: SignIn }) {
  return email === null ? (
    <span className={rows.under}>Unknown</span>
  ) : (
    <bdi className={rows.clamp}>{email}</bdi>
  );
}
