import type { AccountList } from '@dashboard/contract';
import { Button, EmptyState, Group, SegmentedControl, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { peopleQuery } from '../../../api/people.ts';
import { Failure } from '../../../parts/failure.tsx';
import { useListAddress } from '../../../parts/list-address.ts';
import { PageHead } from '../../../parts/page-head.tsx';
import { Pager } from '../../../parts/pager.tsx';
import { SearchBox } from '../../../parts/search-box.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { WaitingRows } from '../../../parts/waiting-rows.tsx';
import { AddPerson } from './add-person.tsx';
import { limitWords } from './limit-words.ts';
import { PeopleTable } from './people-table.tsx';

const perPage = 50;
const states = [
  { value: '', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'deactivated', label: 'Deactivated' },
];

/** Everyone with an account: searched, filtered and paged by the server. */
export function PeoplePage() {
  const address = useListAddress();
  const [isAdding, adding] = useDisclosure(false);
  const state = states.some(({ value }) => value === address.get('state'))
    ? address.get('state')
    : '';
  const { data, error, refetch, isPlaceholderData } = useQuery(
    peopleQuery({
      query: address.get('query'),
      ...(state === '' ? {} : { active: state === 'active' }),
      limit: perPage,
      offset: (address.page - 1) * perPage,
    }),
  );
  usePageTitle('People');
  return (
    <Stack gap="lg" maw={1120}>
      <PageHead
        title="People"
        facts={data === undefined ? 'Everyone with an account.' : limitWords(data.limit)}
        action={
          <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={adding.open}>
            Add a person
          </Button>
        }
      />
      <Group gap="sm">
        <SearchBox
          label="Search people"
          placeholder="Search by name or email"
          value={address.get('query')}
          onSearch={(query) => address.change({ query })}
        />
        <SegmentedControl
          aria-label="State"
          data={states}
          value={state}
          onChange={(value) => address.change({ state: value })}
        />
      </Group>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <WaitingRows />}
      {data !== undefined && error === null && (
        <Stack
          gap="md"
          style={{ opacity: isPlaceholderData ? 0.6 : 1 }}
          aria-busy={isPlaceholderData}
        >
          <Found
            list={data}
            isWhole={address.get('query') === '' && state === ''}
            onAll={() => address.change({ query: '', state: '' })}
          />
          <Pager page={address.page} total={data.total} perPage={perPage} onPage={address.onPage} />
        </Stack>
      )}
      <AddPerson isOpen={isAdding} onClose={adding.close} />
    </Stack>
  );
}

function Found({
  list,
  isWhole,
  onAll,
}: {
  readonly list: AccountList;
  readonly isWhole: boolean;
  readonly onAll: () => void;
}) {
  if (list.accounts.length > 0) return <PeopleTable people={list.accounts} />;
  if (list.total > 0) return null;
  return (
    <EmptyState
      my={48}
      icon={<IconUsers aria-hidden />}
      title={isWhole ? 'No people yet' : 'No person found'}
      description={
        isWhole
          ? 'Add a person, or connect your app: each first sign-in creates an account.'
          : 'Search for another part of the name or email.'
      }
    >
      {!isWhole && (
        <EmptyState.Actions>
          <Button variant="default" onClick={onAll}>
            Show all
          </Button>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}
