import type { SignIn } from '@dashboard/contract';
import { Table } from '@mantine/core';
import { Fragment, useId, useState } from 'react';
import { Ago } from '../../../ui/ago.tsx';
import { refusalWords } from '../../../ui/refusal-words.ts';
import rows from '../../../ui/rows.module.css';
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
          <Table.Th scope="col" className={rows.wide}>
            Email
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
      <Table.Tr className={rows.row} data-open={isOpen || undefined}>
        <Table.Td>
          <button
            type="button"
            className={`${rows.link} ${classes.open}`}
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={onToggle}
          >
            <Outcome signIn={signIn} />
          </button>
          <div className={`${rows.under} ${rows.narrow}`}>
            <Who signIn={signIn} /> · <Ago time={signIn.at} />
          </div>
        </Table.Td>
        <Table.Td className={rows.wide}>
          <Who signIn={signIn} />
        </Table.Td>
        <Table.Td className={rows.wide}>
          <span className={rows.above}>
            <Ago time={signIn.at} />
          </span>
        </Table.Td>
      </Table.Tr>
      {isOpen && (
        <Table.Tr className={rows.whole}>
          <Table.Td colSpan={3} id={id}>
            <SignInDetails signIn={signIn} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
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
