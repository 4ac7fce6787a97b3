import type { AttributeValue, CurrentSession } from '@dashboard/contract';
import { Badge, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/sessions.ts';
import { Ago } from '../../parts/ago.tsx';
import { AttributeView } from '../../parts/attribute-view.tsx';
import { Failure } from '../../parts/failure.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import classes from '../../parts/rows.module.css';
import { Section } from '../../parts/section.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';
import { displayName } from '../../words/person-words.ts';
import { PasswordSection } from './password-section.tsx';
import { SessionsSection } from './sessions-section.tsx';

/** The signed-in person's own account: groups, attributes, sessions, password. */
export function AccountPage() {
  const { data, error, refetch } = useQuery(sessionQuery);
  usePageTitle('Account');
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined)
    return <Skeleton height={320} maw={640} mx="auto" aria-label="Loading your account" />;
  return <Account {...data} />;
}

function Account({ account, hasPassword, passwordChangeRequired }: CurrentSession) {
  return (
    <Stack gap={40} maw={640} mx="auto">
      <PageHead
        title={displayName(account)}
        facts={
          <>
            {displayName(account) !== account.email && (
              <>
                <bdi>{account.email}</bdi> ·{' '}
              </>
            )}
            {account.source === 'jwt'
              ? 'Signs in through your company’s app'
              : 'Signs in with a password'}
          </>
        }
      />
      {passwordChangeRequired && <PasswordSection email={account.email} isDue />}
      <Section title="Groups">
        <Group gap="xs">
          {account.groups.map(({ id, name }) => (
            <Badge key={id} variant="default" tt="none" fw={500} size="lg" maw="100%" title={name}>
              <bdi>{name}</bdi>
            </Badge>
          ))}
        </Group>
      </Section>
      <AttributesSection account={account} />
      <SessionsSection hasPassword={hasPassword} />
      {hasPassword && !passwordChangeRequired && (
        <PasswordSection email={account.email} isDue={false} />
      )}
    </Stack>
  );
}

function AttributesSection({ account }: Pick<CurrentSession, 'account'>) {
  const rows = Object.entries(account.attributes);
  const { attributesSyncedAt: time } = account;
  return (
    <Section
      title="Attributes"
      {...(time !== null && {
        about: (
          <>
            Last updated by your company’s app <Ago time={time} />.
          </>
        ),
      })}
    >
      {rows.length === 0 ? <Text>You have no attributes.</Text> : <Attributes rows={rows} />}
    </Section>
  );
}

function Attributes({ rows }: { readonly rows: readonly (readonly [string, AttributeValue])[] }) {
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Name</Table.Th>
          <Table.Th scope="col">Value</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([key, value]) => (
          <Table.Tr key={key}>
            <Table.Td>
              <bdi>{key}</bdi>
            </Table.Td>
            <Table.Td>
              <AttributeView value={value} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
