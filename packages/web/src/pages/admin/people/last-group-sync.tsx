import type { AccountDetail } from '@dashboard/contract';
import { Alert, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Ago } from '../../../parts/ago.tsx';

/** What the group sync of the last sign-in through JWT did, and which names have no group (G1). */
export function LastGroupSync({ person }: { readonly person: AccountDetail }) {
  const { lastGroupSync: sync, attributesSyncedAt: time } = person;
  if (sync === null || time === null) return null;
  const { added, removed, withoutGroup, withoutGroupCount, keptLastAdministrator } = sync;
  const more = withoutGroupCount - withoutGroup.length;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Last group sync <Ago time={time} />.{' '}
        {added.length === 0 && removed.length === 0 && 'No group was added or removed.'}
        {added.length > 0 && (
          <>
            Added to <bdi>{added.join(', ')}</bdi>.{' '}
          </>
        )}
        {removed.length > 0 && (
          <>
            Removed from <bdi>{removed.join(', ')}</bdi>.
          </>
        )}
      </Text>
      {withoutGroup.length > 0 && (
        <Alert
          color="gray"
          variant="light"
          icon={<IconAlertTriangle aria-hidden color="var(--mantine-color-yellow-7)" />}
          title="Names without a group"
        >
          <Text inherit c="var(--mantine-color-text)">
            The token has group names that match no mapping or group:
          </Text>
          <List size="sm" c="var(--mantine-color-text)" style={{ overflowWrap: 'anywhere' }}>
            {withoutGroup.map(({ name, hint }) => (
              <List.Item key={name}>
                <bdi>“{name}”</bdi>
                {hint !== null && <>: {hint}</>}
              </List.Item>
            ))}
            {more > 0 && <List.Item>and {more} more</List.Item>}
          </List>
        </Alert>
      )}
      {keptLastAdministrator && (
        <Text size="sm">
          Kept in Administrators, although the token does not ask for it: this is the last active
          administrator.
        </Text>
      )}
    </Stack>
  );
}
