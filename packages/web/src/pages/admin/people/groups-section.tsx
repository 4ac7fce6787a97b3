import type { AccountDetail, Group as GroupOfPeople } from '@dashboard/contract';
import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  addToGroup,
  groupsQuery,
  refreshMemberships,
  removeFromGroup,
} from '../../../api/groups.ts';
import { jwtSettingsQuery } from '../../../api/jwt-settings.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Failure } from '../../../parts/failure.tsx';
import rows from '../../../parts/rows.module.css';
import { Section } from '../../../parts/section.tsx';
import { administratorWords } from '../../../words/administrator-words.ts';
import classes from './groups-section.module.css';
import { LastGroupSync } from './last-group-sync.tsx';
import { useIsSelf } from './use-is-self.ts';

/** A person's groups: they decide which questions this person can see. */
export function GroupsSection({ person }: { readonly person: AccountDetail }) {
  const { data, error, refetch } = useQuery(groupsQuery);
  const jwt = useQuery(jwtSettingsQuery);
  const isSynced = jwt.data?.value.groupSync === true && jwt.data.value.enabled;
  return (
    <Section
      title="Groups"
      about={
        isSynced
          ? 'Each sign-in through JWT updates the synchronized groups.'
          : 'Groups decide which questions this person can see.'
      }
    >
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <ul className={classes.list}>
        {person.groups.map(({ id, name }) => (
          <Membership
            key={id}
            person={person}
            id={id}
            name={name}
            group={data?.find((group) => group.id === id)}
          />
        ))}
      </ul>
      <Joining person={person} groups={data ?? []} />
      <LastGroupSync person={person} />
    </Section>
  );
}

interface MembershipProps extends Pick<GroupOfPeople, 'id' | 'name'> {
  readonly person: AccountDetail;
  /** Undefined until the groups are loaded: only they say which group needs a confirmation. */
  readonly group: GroupOfPeople | undefined;
}

function Membership({ person, id, name, group }: MembershipProps) {
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const isSelf = useIsSelf(person);
  const leave = useMutation({
    mutationFn: () => removeFromGroup({ groupId: id, accountId: person.id }),
    onSuccess: () => refreshMemberships(queries),
  });
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <Anchor component={Link} to={`/admin/groups/${id}`} className={classes.name} c="inherit">
          <bdi className={rows.clamp}>{name}</bdi>
        </Anchor>
        {group?.builtIn === 'all_users' ? (
          <Text size="sm" c="dimmed">
            Everyone is a member
          </Text>
        ) : (
          <Button
            variant="subtle"
            color="gray"
            flex="none"
            fw={500}
            size="compact-sm"
            disabled={group === undefined}
            loading={leave.isPending}
            aria-label={`Remove from ${name}`}
            onClick={() =>
              group?.builtIn === 'administrators' ? setIsAsking(true) : leave.mutate()
            }
          >
            Remove
          </Button>
        )}
      </div>
      {leave.isError && <Failure error={leave.error} words={administratorWords} />}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title="No longer an administrator?"
        action="Remove"
        isDestructive
        onConfirm={() => removeFromGroup({ groupId: id, accountId: person.id })}
        onDone={() => void refreshMemberships(queries)}
      >
        They can’t change people, groups or settings any more.
        {isSelf && <strong> This is you: you leave the administration at once.</strong>}
      </ConfirmDialog>
    </li>
  );
}

function Joining({
  person,
  groups,
}: {
  readonly person: AccountDetail;
  readonly groups: readonly GroupOfPeople[];
}) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const join = useMutation({
    mutationFn: (groupId: number) => addToGroup({ groupId, accountId: person.id }),
    onSuccess: async () => {
      await refreshMemberships(queries);
      setChosen(null);
      notifications.show({ color: 'green', message: 'Added to the group' });
    },
  });
  const open = groups.filter(({ id }) => !person.groups.some((own) => own.id === id));
  if (open.length === 0) return null;
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm" wrap="nowrap" maw={400}>
        <Select
          flex={1}
          miw={0}
          label="Add to a group"
          placeholder="Pick a group"
          searchable
          data={open.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={chosen}
          onChange={setChosen}
          nothingFoundMessage="No groups found."
        />
        <Button
          variant="default"
          disabled={chosen === null}
          loading={join.isPending}
          onClick={() => chosen !== null && join.mutate(Number(chosen))}
        >
          Add
        </Button>
      </Group>
      {join.isError && <Failure error={join.error} words={administratorWords} />}
    </Stack>
  );
}
