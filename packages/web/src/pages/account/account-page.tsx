import type { CurrentSession } from '@dashboard/contract';
import { Badge, Button, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionQuery } from '../../api/read-session.ts';
import { signOut } from '../../api/sign-out.ts';
import { leaveTo } from '../../api/site-url.ts';
import { displayName } from '../../ui/display-name.ts';
import { Failure } from '../../ui/failure.tsx';
import { Moment } from '../../ui/moment.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** Who this person is here, and what their company's app has said about them. */
export function AccountPage() {
  const { data, error, refetch } = useQuery(sessionQuery);
  usePageTitle('Account');
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined)
    return <Skeleton height={320} maw={640} mx="auto" aria-label="Loading your account" />;
  return <Account {...data} />;
}

function Account({ account, session }: CurrentSession) {
  const attributes = Object.entries(account.attributes);
  return (
    <Stack gap="xl" maw={640} mx="auto">
      <div>
        <Title order={1} style={{ overflowWrap: 'anywhere' }}>
          {displayName(account)}
        </Title>
        <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {account.email} ·{' '}
          {account.source === 'jwt' ? 'signs in through your company’s app' : 'has a password here'}
        </Text>
      </div>
      <Section title="Groups">
        <Group gap="xs">
          {account.groups.map(({ id, name }) => (
            <Badge key={id} variant="default" tt="none" fw={500} size="lg">
              {name}
            </Badge>
          ))}
        </Group>
      </Section>
      <Section title="What your company’s app says about you">
        {attributes.length === 0 ? (
          <Text c="dimmed">Nothing beyond your name and e-mail address.</Text>
        ) : (
          <Attributes rows={attributes} />
        )}
      </Section>
      <Section title="This session">
        <Text>
          Signed in{' '}
          {session.signedInVia === 'jwt' ? 'through your company’s app' : 'with a password'} on{' '}
          <Moment time={session.createdAt} />; ends on <Moment time={session.expiresAt} /> at the
          latest.
        </Text>
        <SignOut />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack component="section" gap="sm" align="flex-start">
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}

function Attributes({ rows }: { readonly rows: readonly (readonly [string, unknown])[] }) {
  return (
    <Table layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Name</Table.Th>
          <Table.Th scope="col">Value</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([key, value]) => (
          <Table.Tr key={key}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{key}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{attributeText(value)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function attributeText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(attributeText).join(', ') : String(value);
}

function SignOut() {
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => leaveTo('auth/signed-out') });
  return (
    <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
      Sign out
    </Button>
  );
}
