import type { AccountDetail } from '@dashboard/contract';
import { Badge, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { ApiError } from '../../../api/api-error.ts';
import { personQuery } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { Ago } from '../../../parts/ago.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { NothingHere } from '../../../parts/nothing-here.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { PersonState } from '../../../parts/person-state.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { displayName } from '../../../words/person-words.ts';
import { AccessSection } from './access-section.tsx';
import { AttributesSection } from './attributes-section.tsx';
import { GroupsSection } from './groups-section.tsx';
import { NamesForm } from './names-form.tsx';

/** A person's account and everything that an administrator can change of it. */
export function PersonPage() {
  const { id = '' } = useParams();
  if (!/^[1-9]\d{0,8}$/.test(id)) return <NoSuchPerson />;
  // The key resets the form for another person.
  return <PersonById key={id} id={Number(id)} />;
}

function PersonById({ id }: { readonly id: number }) {
  const { data, error, refetch } = useQuery(personQuery(id));
  usePageTitle(data === undefined ? 'Person' : displayName(data.value));
  if (error instanceof ApiError && error.code === 'not_found') return <NoSuchPerson />;
  if (data !== undefined) return <Person saved={data} />;
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={480} maw={720} aria-label="Loading this person" />;
}

function NoSuchPerson() {
  return (
    <NothingHere title="Person not found" way={{ to: '/admin/people', label: 'Go to People' }}>
      The account may have been deleted, or the address is wrong.
    </NothingHere>
  );
}

function Person({ saved }: { readonly saved: Versioned<AccountDetail> }) {
  const person = saved.value;
  return (
    <Stack gap={40} maw={720}>
      <PageHead
        up={{ to: '/admin/people', label: 'People' }}
        title={displayName(person)}
        badges={
          <>
            <PersonState active={person.active} />
            {person.isAdministrator && (
              <Badge variant="light" tt="none" fw={500}>
                Administrator
              </Badge>
            )}
          </>
        }
        facts={<Facts person={person} />}
      />
      <NamesForm saved={saved} />
      <GroupsSection person={person} />
      <AttributesSection saved={saved} />
      <AccessSection saved={saved} />
    </Stack>
  );
}

function Facts({ person }: { readonly person: AccountDetail }) {
  return (
    <>
      {displayName(person) !== person.email && (
        <>
          <bdi>{person.email}</bdi> ·{' '}
        </>
      )}
      {person.source === 'jwt' ? 'Signs in through your company’s app' : 'Signs in with a password'}
      {' · '}
      {person.lastSignInAt === null ? (
        'Never signed in'
      ) : (
        <>
          Last sign-in <Ago time={person.lastSignInAt} />
        </>
      )}
      {' · '}Added <Ago time={person.createdAt} />
    </>
  );
}
