import type { Group } from '@dashboard/contract';
import { Badge, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { ApiError } from '../../../api/api-error.ts';
import { groupQuery } from '../../../api/groups.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { Failure } from '../../../parts/failure.tsx';
import { NothingHere } from '../../../parts/nothing-here.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { DeleteGroup } from './delete-group.tsx';
import { JwtNames } from './jwt-names.tsx';
import { Members } from './members.tsx';
import { NameForm } from './name-form.tsx';

/** One group: name, members, and the names in tokens that map to it. */
export function GroupPage() {
  const { id = '' } = useParams();
  if (!/^[1-9]\d{0,8}$/.test(id)) return <NoSuchGroup />;
  // Of another group nothing stays that was typed for this one.
  return <GroupById key={id} id={Number(id)} />;
}

function GroupById({ id }: { readonly id: number }) {
  const { data, error, refetch } = useQuery(groupQuery(id));
  usePageTitle(data?.value.name ?? 'Group');
  if (error instanceof ApiError && error.code === 'not_found') return <NoSuchGroup />;
  if (data !== undefined) return <OneGroup saved={data} />;
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={480} maw={720} aria-label="Loading this group" />;
}

function NoSuchGroup() {
  return (
    <NothingHere title="Group not found" way={{ to: '/admin/groups', label: 'Go to Groups' }}>
      The group may have been deleted, or the address is wrong.
    </NothingHere>
  );
}

const about: Record<'all_users' | 'administrators', string> = {
  all_users: 'Always includes everyone',
  administrators: 'Members can change people, groups and settings',
};

function OneGroup({ saved }: { readonly saved: Versioned<Group> }) {
  const { id, name, builtIn, memberCount } = saved.value;
  const count = `${new Intl.NumberFormat().format(memberCount)} ${memberCount === 1 ? 'person' : 'people'}`;
  return (
    <Stack gap={40} maw={720}>
      <PageHead
        up={{ to: '/admin/groups', label: 'Groups' }}
        title={name}
        facts={builtIn === null ? count : `${about[builtIn]} · ${count}`}
        badges={
          builtIn !== null && (
            <Badge variant="default" tt="none" fw={500}>
              Built in
            </Badge>
          )
        }
      />
      {builtIn === null && <NameForm saved={saved} />}
      <Members group={saved.value} />
      {builtIn !== 'all_users' && <JwtNames groupId={id} groupName={name} builtIn={builtIn} />}
      {builtIn === null && <DeleteGroup saved={saved} />}
    </Stack>
  );
}
