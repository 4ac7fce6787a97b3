import type { Account, Group as GroupOfPeople } from '@dashboard/contract';
import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addToGroup, refreshMemberships } from '../../../api/groups.ts';
import { peopleQuery } from '../../../api/people.ts';
import { Failure } from '../../../parts/failure.tsx';
import { useListAddress } from '../../../parts/list-address.ts';
import { Pager } from '../../../parts/pager.tsx';
import { PersonPicker } from '../../../parts/person-picker.tsx';
import { SearchBox } from '../../../parts/search-box.tsx';
import { Section } from '../../../parts/section.tsx';
import { WaitingRows } from '../../../parts/waiting-rows.tsx';
import { administratorWords } from '../../../words/administrator-words.ts';
import { displayName } from '../../../words/person-words.ts';
import { MemberTable } from './member-table.tsx';

const perPage = 25;
/** A short list needs no search. */
const searchFrom = 10;

/** The members of a group, searched and paged by the server. */
export function Members({ group }: { readonly group: GroupOfPeople }) {
  const address = useListAddress();
  const query = address.get('query');
  const { data, error, refetch, isPlaceholderData } = useQuery(
    peopleQuery({
      groupId: group.id,
      query,
      limit: perPage,
      offset: (address.page - 1) * perPage,
    }),
  );
  return (
    <Section title="People">
      {group.builtIn !== 'all_users' && <Adding group={group} />}
      {(query !== '' || group.memberCount >= searchFrom) && (
        <SearchBox
          label="Search in this group"
          value={query}
          onSearch={(next) => address.change({ query: next })}
        />
      )}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <WaitingRows />}
      {data !== undefined && error === null && (
        <Stack
          gap="md"
          style={{ opacity: isPlaceholderData ? 0.6 : 1 }}
          aria-busy={isPlaceholderData}
        >
          {data.total === 0 && (
            <Text c="dimmed">{query === '' ? 'No members yet.' : 'No members found.'}</Text>
          )}
          {data.accounts.length > 0 && <MemberTable group={group} people={data.accounts} />}
          {(data.total > perPage || address.page > 1) && (
            <Pager
              page={address.page}
              total={data.total}
              perPage={perPage}
              onPage={address.onPage}
            />
          )}
        </Stack>
      )}
    </Section>
  );
}

function Adding({ group }: { readonly group: GroupOfPeople }) {
  const [person, setPerson] = useState<Account | null>(null);
  const queries = useQueryClient();
  const isIn = person?.groups.some(({ id }) => id === group.id) ?? false;
  const add = useMutation({
    mutationFn: (accountId: number) => addToGroup({ groupId: group.id, accountId }),
    onSuccess: async () => {
      await refreshMemberships(queries);
      if (person !== null)
        notifications.show({
          color: 'green',
          message: `${displayName(person)} added to ${group.name}`,
        });
      setPerson(null);
    },
  });
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm" wrap="nowrap" maw={480}>
        <PersonPicker label="Add a person" value={person} onChange={setPerson} />
        <Button
          variant="default"
          disabled={person === null || isIn}
          loading={add.isPending}
          onClick={() => person !== null && add.mutate(person.id)}
        >
          Add
        </Button>
      </Group>
      {isIn && (
        <Text size="sm" c="dimmed">
          Already a member.
        </Text>
      )}
      {add.isError && <Failure error={add.error} words={administratorWords} />}
    </Stack>
  );
}
