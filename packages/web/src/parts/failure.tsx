import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError, type FailureCode } from '../api/api-error.ts';
import { type ErrorWords, errorWords } from '../words/error-words.ts';

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** More about this very failure, such as the database's own words. */
  readonly children?: ReactNode;
  /** A text for cases that the usual text of the error does not fit. */
  readonly words?: Partial<Record<FailureCode, ErrorWords>>;
}

/** A reference helps an administrator to find the cause, which the person knows here. */
function isOwnMistake(code: FailureCode): boolean {
  return code === 'invalid_credentials' || code === 'validation_failed';
}

/** Says calmly what failed and what to do, with a button where trying again may help. */
export function Failure({ error, onRetry, children, words }: FailureProps) {
  const code = error instanceof ApiError ? error.code : 'internal_error';
  const { title, advice } = words?.[code] ?? errorWords(code);
  const reference = error instanceof ApiError && !isOwnMistake(code) ? error.reference : null;
  return (
    <Alert role="alert" color="red" variant="light" title={title} icon={<IconAlertCircle />}>
      <Stack gap="sm">
        <Text c="var(--mantine-color-text)">{advice}</Text>
        {children}
        <Group gap="md">
          {onRetry && (
            <Button variant="default" size="xs" onClick={onRetry}>
              Try again
            </Button>
          )}
          {reference && (
            <Text size="xs" c="dimmed">
              Reference {reference}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
