import type { Account } from '@dashboard/contract';
import { Badge, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { groupsQuery } from '../../../api/groups.ts';
import { Ago } from '../../../parts/ago.tsx';
import { PersonName, QuietPersonState } from '../../../parts/person-state.tsx';
import rows from '../../../parts/rows.module.css';
import { sourceWords } from '../../../words/person-words.ts';
import { PersonMenu } from './person-menu.tsx';

/** One row per person; the whole row is a link. */
export function PeopleTable({ people }: { readonly people: readonly Account[] }) {
  return (
    <Table className={rows.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Person</Table.Th>
          <Table.Th scope="col" w={136} className={rows.wide}>
            State
          </Table.Th>
          <Table.Th scope="col" w={144} className={rows.wide}>
            Signs in by
          </Table.Th>
          <Table.Th scope="col" className={rows.wide}>
            Groups
          </Table.Th>
          <Table.Th scope="col" w={152} className={rows.wide}>
            Last sign-in
          </Table.Th>
          <Table.Th scope="col" className={rows.actions} aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Row key={person.id} person={person} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ person }: { readonly person: Account }) {
  return (
    <Table.Tr className={rows.row}>
      <Table.Td>
        <Link to={`/admin/people/${person.id}`} className={`${rows.link} ${rows.clamp}`}>
          <PersonName person={person} />
        </Link>
        {(person.firstName !== null || person.lastName !== null) && (
          <div className={`${rows.under} ${rows.clamp}`}>
            <bdi>{person.email}</bdi>
          </div>
        )}
        <div className={`${rows.under} ${rows.narrow}`}>
          <QuietPersonState active={person.active} /> · <LastSignIn person={person} />
        </div>
      </Table.Td>
      <Table.Td className={rows.wide}>
        <QuietPersonState active={person.active} />
      </Table.Td>
      <Table.Td className={rows.wide}>{sourceWords(person)}</Table.Td>
      <Table.Td className={rows.wide}>
        <Groups person={person} />
      </Table.Td>
      <Table.Td className={rows.wide}>
        <span className={rows.above}>
          <LastSignIn person={person} />
        </span>
      </Table.Td>
      <Table.Td className={rows.actions}>
        <div className={rows.above}>
          <PersonMenu person={person} />
        </div>
      </Table.Td>
    </Table.Tr>
  );
}

function LastSignIn({ person: { lastSignInAt } }: { readonly person: Account }) {
  if (lastSignInAt === null)
    return (
      <Text span inherit c="dimmed">
        Never signed in
      </Text>
    );
  return <Ago time={lastSignInAt} />;
}

const shown = 3;

/** The first few groups; “All users” goes without saying. */
function Groups({ person }: { readonly person: Account }) {
  const { data } = useQuery(groupsQuery);
  const everyone = data?.find(({ builtIn }) => builtIn === 'all_users')?.id;
  const groups = person.groups.filter(({ id }) => id !== everyone);
  return (
    <Group gap={4}>
      {groups.slice(0, shown).map(({ id, name }) => (
        <Badge key={id} variant="default" tt="none" fw={500} size="lg" maw="100%">
          <bdi>{name}</bdi>
        </Badge>
      ))}
      {groups.length > shown && (
        <Text size="xs" c="dimmed">
          +{groups.length - shown}
        </Text>
      )}
    </Group>
  );
}
