import type { AuditEntry } from '@dashboard/contract';
import { Spoiler, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../../api/groups.ts';
import { Ago } from '../../../parts/ago.tsx';
import rows from '../../../parts/rows.module.css';
import { actionWords } from './action-words.ts';
import classes from './audit-table.module.css';
import { type MemberChange, memberChanges } from './member-changes.ts';

/** One row for each change, with what was before and what is after. */
export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { data } = useQuery(groupsQuery);
  const groups = data === undefined ? null : new Map(data.map(({ id, name }) => [id, name]));
  return (
    <Table className={rows.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Change</Table.Th>
          <Table.Th scope="col" className={rows.wide} w={240}>
            Changed by
          </Table.Th>
          <Table.Th scope="col" w={152} className={rows.wide}>
            Time
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} groups={groups} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Entry({
  entry,
  groups,
}: {
  readonly entry: AuditEntry;
  readonly groups: ReadonlyMap<number, string> | null;
}) {
  const { subject } = entry;
  // The line above names the person who was added.
  const changes = memberChanges(entry.before, entry.after, groups).filter(
    ({ from, to }) => from !== null || to !== subject.name,
  );
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td>
        <div className={classes.action}>
          {actionWords[entry.action] ?? entry.action}
          {subject.kind !== 'settings' && subject.name !== null && (
            <>
              {': '}
              <bdi>{subject.name}</bdi>
            </>
          )}
        </div>
        {changes.length > 0 && (
          <Spoiler maxHeight={160} showLabel="Show all" hideLabel="Show less" fz="xs">
            <ul className={classes.changes}>
              {changes.map((change) => (
                <Change key={change.name} change={change} />
              ))}
            </ul>
          </Spoiler>
        )}
        <div className={`${rows.under} ${rows.narrow}`}>
          <Who entry={entry} /> · <Ago time={entry.at} /> · {entry.reference}
        </div>
      </Table.Td>
      <Table.Td className={rows.wide}>
        <Who entry={entry} />
        <div className={rows.under}>
          {entry.address !== null && <>{entry.address} · </>}
          {entry.reference}
        </div>
      </Table.Td>
      <Table.Td className={rows.wide}>
        <Ago time={entry.at} />
      </Table.Td>
    </Table.Tr>
  );
}

function Change({ change: { name, from, to } }: { readonly change: MemberChange }) {
  return (
    <li>
      <bdi>{name}</bdi>:{' '}
      {from !== null && (
        <del>
          <bdi>{from}</bdi>
        </del>
      )}
      {from !== null && to !== null && ' → '}
      {to !== null && (
        <ins>
          <bdi>{to}</bdi>
        </ins>
      )}
    </li>
  );
}

function Who({ entry: { actor } }: { readonly entry: AuditEntry }) {
  if (actor.kind === 'shell') return <>The server’s shell</>;
  if (actor.kind === 'sign_in') return <>A sign-in of {actor.email ?? 'an administrator'}</>;
  return <bdi>{actor.email ?? 'Deleted account'}</bdi>;
}
