import { Button, EmptyState, Group, Loader, Paper, Text } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { IconInbox, IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerKeys } from '../../api/questions.ts';
import classes from './question-page.module.css';

/** Shows after half a second that the query is running, with a button that cancels it. */
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
          <Text>Running query…</Text>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() =>
              void client.cancelQueries({ queryKey: answerKeys.ofQuestion(questionId) })
            }
          >
            Cancel
          </Button>
        </Group>
      </Paper>
    </div>
  );
}

/** Shown if the first run was cancelled. */
export function NotAsked({ onAsk }: { readonly onAsk: () => void }) {
  return (
    <EmptyState my={48} icon={<IconPlayerStop aria-hidden />} title="Cancelled">
      <EmptyState.Actions>
        <Button variant="default" onClick={onAsk}>
          Run again
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
      description={hasParameters ? 'No rows match these values.' : 'The query returned no rows.'}
    />
  );
}
