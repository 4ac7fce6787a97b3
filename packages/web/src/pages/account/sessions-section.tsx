import type { SessionList } from '@dashboard/contract';
import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endSession, sessionsQuery, signOut } from '../../api/sessions.ts';
import { leaveTo } from '../../api/site-url.ts';
import { ActionRow, ActionRows } from '../../parts/action-rows.tsx';
import { Ago } from '../../parts/ago.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Section } from '../../parts/section.tsx';
import { browserName } from '../../words/browser-name.ts';

type OwnSession = SessionList['sessions'][number];

const shownAtFirst = 5;

/** Every session of this person, the current one first. */
export function SessionsSection({ hasPassword }: { readonly hasPassword: boolean }) {
  const { data, error, refetch } = useQuery(sessionsQuery);
  const [isWhole, setIsWhole] = useState(false);
  const sessions = [...(data?.sessions ?? [])].sort(
    (one, other) => Number(other.isCurrent) - Number(one.isCurrent),
  );
  return (
    <Section
      title="Your sessions"
      about={
        hasPassword
          ? 'Where you are signed in. If you don’t recognize a session, sign it out and change your password.'
          : 'Where you are signed in. If you don’t recognize a session, sign it out and tell your administrator.'
      }
    >
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Skeleton height={80} aria-label="Loading your sessions" />
      )}
      {sessions.length > 0 && (
        <ActionRows>
          {sessions.slice(0, isWhole ? undefined : shownAtFirst).map((session) => (
            <OneSession key={session.id} session={session} />
          ))}
        </ActionRows>
      )}
      {sessions.length > shownAtFirst && !isWhole && (
        <div>
          <Button variant="subtle" onClick={() => setIsWhole(true)}>
            Show all {sessions.length}
          </Button>
        </div>
      )}
    </Section>
  );
}

function OneSession({ session }: { readonly session: OwnSession }) {
  const { isCurrent, userAgent } = session;
  return (
    <ActionRow
      title={
        <Group gap="xs" component="span">
          <bdi title={userAgent}>{browserName(userAgent) ?? 'Unknown browser'}</bdi>
          {isCurrent && (
            <Badge variant="light" tt="none" fw={500}>
              This browser
            </Badge>
          )}
        </Group>
      }
      about={<SessionFacts session={session} />}
    >
      {isCurrent ? <SignOut /> : <EndSession session={session} />}
    </ActionRow>
  );
}

function SessionFacts({ session }: { readonly session: OwnSession }) {
  const { isCurrent, address, lastUsedAt, createdAt, expiresAt, signedInVia } = session;
  return (
    <>
      {isCurrent ? (
        'In use now'
      ) : (
        <>
          Last used <Ago time={lastUsedAt} />
        </>
      )}
      {address !== '' && (
        <>
          {' '}
          · from <bdi>{address}</bdi>
        </>
      )}
      <br />
      Signed in {signedInVia === 'jwt' ? 'through your company’s app' : 'with a password'}{' '}
      <Ago time={createdAt} /> · Expires <Ago time={expiresAt} />
    </>
  );
}

function SignOut() {
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => leaveTo('auth/signed-out') });
  return (
    <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
      Sign out
    </Button>
  );
}

function EndSession({ session }: { readonly session: OwnSession }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      notifications.show({ color: 'green', message: 'Session signed out' });
    },
  });
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant="default"
        aria-label={`Sign out ${browserName(session.userAgent)}`}
        loading={end.isPending}
        onClick={() => end.mutate()}
      >
        Sign out
      </Button>
      {end.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          The session could not be signed out. Try again.
        </Text>
      )}
    </Stack>
  );
}
