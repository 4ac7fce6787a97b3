import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { trySigningIn } from '../api/jwt-settings.ts';
import { passwordLoginQuery } from '../api/password-login.ts';
import { sessionQuery } from '../api/sessions.ts';
import { Failure } from './failure.tsx';

export interface TrySigningInProps {
  /** Why it can't start now, in a sentence, or null. */
  readonly waitsFor?: string | null;
}

/**
 * The button with which an administrator proves the saved JWT settings, by signing in through the app
 * as themselves (W4), and whether they have.
 */
export function TrySigningIn({ waitsFor = null }: TrySigningInProps) {
  const session = useQuery(sessionQuery);
  const passwordLogin = useQuery(passwordLoginQuery);
  const start = useMutation({ mutationFn: trySigningIn });
  const account = session.data?.account;
  const proven = passwordLogin.data?.value.provenAdministrators ?? [];
  const isProven = proven.some(({ id }) => id === account?.id);
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" c="var(--mantine-color-text)">
        Sign in through your app{' '}
        {account !== undefined && (
          <>
            as <bdi>{account.email}</bdi>
          </>
        )}{' '}
        to test the saved settings. You return to the JWT settings. Password login can be disabled
        after that.
      </Text>
      {isProven && (
        <Group gap="xs" wrap="nowrap" role="status">
          <IconCircleCheck size={18} color="var(--mantine-color-green-filled)" aria-hidden />
          <Text size="sm">You have signed in through your app with the current settings.</Text>
        </Group>
      )}
      {start.isError && <Failure error={start.error} />}
      <Button
        variant="default"
        disabled={waitsFor !== null}
        loading={start.isPending || start.isSuccess}
        onClick={() => start.mutate()}
      >
        Try signing in
      </Button>
      {waitsFor !== null && (
        <Text size="sm" c="dimmed">
          {waitsFor}
        </Text>
      )}
    </Stack>
  );
}
