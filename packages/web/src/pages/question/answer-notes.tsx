import { Button, EmptyState, Group, Loader, Paper, Text } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { IconInbox, IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import classes from './question-page.module.css';

/** Shows after half a second that the database is still at it, with a way to stop. */
export function Asking({ questionId }: { readonly questionId: number }) {
  const client = useQueryClient();
  const [isLong, setLong] = useState(false);
  useTimeout(() => setLong(true), 500, { autoInvoke: true });
  if (!isLong) return null;
  return (
    <div className={classes.over} role="status">
      <Paper withBorder shadow="sm" px="md" py="xs">
        <Group gap="sm">
          <Loader size="sm" />
          <Text>Asking the database…</Text>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => void client.cancelQueries({ queryKey: ['answer', questionId] })}
          >
            Cancel
          </Button>
        </Group>
      </Paper>
    </div>
  );
}

/** Somebody cancelled before there was any answer. */
export function NotAsked({ onAsk }: { readonly onAsk: () => void }) {
  return (
    <EmptyState my={48} icon={<IconPlayerStop aria-hidden />} title="Cancelled">
      <EmptyState.Actions>
        <Button variant="default" onClick={onAsk}>
          Ask again
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

export function NoRows({ hasParameters }: { readonly hasParameters: boolean }) {
  return (
    <EmptyState
      my={48}
      icon={<IconInbox aria-hidden />}
      title="No rows"
      description={
        hasParameters
          ? 'Nothing matches. Try other values above.'
          : 'The database has nothing to show for this question.'
      }
    />
  );
}
