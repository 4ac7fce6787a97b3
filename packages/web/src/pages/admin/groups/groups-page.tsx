import type { Group } from '@dashboard/contract';
import { Button, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { groupsQuery } from '../../../api/groups.ts';
import { Failure } from '../../../parts/failure.tsx';
import { useListAddress } from '../../../parts/list-address.ts';
import { PageHead } from '../../../parts/page-head.tsx';
import { Pager } from '../../../parts/pager.tsx';
import rows from '../../../parts/rows.module.css';
import { SearchBox } from '../../../parts/search-box.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { WaitingRows } from '../../../parts/waiting-rows.tsx';
import { NewGroup } from './new-group.tsx';

const perPage = 50;
/** A short list needs no search. */
const searchFrom = 10;

/** Every group with its number of members. */
export function GroupsPage() {
  const { data, error, refetch } = useQuery({ ...groupsQuery, staleTime: 0 });
  const [isAdding, adding] = useDisclosure(false);
  usePageTitle('Groups');
  return (
    <Stack gap="lg" maw={880}>
      <PageHead
        title="Groups"
        facts="Groups decide which questions people can view."
        action={
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={adding.open}>
            Create group
          </Button>
        }
      />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <WaitingRows />}
      {data !== undefined && <Groups groups={data} />}
      <NewGroup isOpen={isAdding} onClose={adding.close} />
    </Stack>
  );
}

function Groups({ groups }: { readonly groups: readonly Group[] }) {
  const address = useListAddress();
  const sought = address.get('query').toLocaleLowerCase();
  const found = useMemo(
    () => groups.filter(({ name }) => name.toLocaleLowerCase().includes(sought)),
    [groups, sought],
  );
  const first = (address.page - 1) * perPage;
  return (
    <>
      {groups.length >= searchFrom && (
        <SearchBox
          label="Search groups"
          value={address.get('query')}
          onSearch={(query) => address.change({ query })}
        />
      )}
      {found.length === 0 && <Text c="dimmed">No groups found.</Text>}
      {found.length > 0 && <GroupTable groups={found.slice(first, first + perPage)} />}
      {groups.length >= searchFrom && (
        <Pager page={address.page} total={found.length} perPage={perPage} onPage={address.onPage} />
      )}
      {groups.every(({ builtIn }) => builtIn !== null) && (
        <Text c="dimmed">
          These two groups are built in. Create a group for people who need access to the same
          questions.
        </Text>
      )}
    </>
  );
}

function GroupTable({ groups }: { readonly groups: readonly Group[] }) {
  const write = new Intl.NumberFormat();
  return (
    <Table className={rows.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Group</Table.Th>
          <Table.Th scope="col" w={112} ta="end">
            People
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {groups.map(({ id, name, builtIn, memberCount }) => (
          <Table.Tr key={id} className={rows.row}>
            <Table.Td>
              <Link to={`/admin/groups/${id}`} className={rows.link}>
                <bdi className={rows.clamp}>{name}</bdi>
              </Link>
              {builtIn !== null && <div className={rows.under}>Built in</div>}
            </Table.Td>
            <Table.Td ta="end">{write.format(memberCount)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
