import { Alert, Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, fieldErrors } from '../../api/api-error.ts';
import { changeOwnPassword, sessionQuery, sessionsQuery } from '../../api/sessions.ts';
import { Failure } from '../../parts/failure.tsx';
import { PasswordInput } from '../../parts/password-input.tsx';
import { Section } from '../../parts/section.tsx';

const nothing = { currentPassword: '', newPassword: '' };

/** Another password for oneself; every other browser is signed out then. */
export function PasswordSection({
  email,
  isDue,
}: {
  readonly email: string;
  readonly isDue: boolean;
}) {
  const [typed, setTyped] = useState(nothing);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => changeOwnPassword(typed),
    onSuccess: async () => {
      setTyped(nothing);
      await Promise.all([
        queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ]);
      notifications.show({ color: 'green', message: 'Password changed' });
    },
  });
  const errors = faultsOf(change.error);
  const field = (name: keyof typeof nothing) => ({
    value: typed[name],
    error: errors[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setTyped((current) => ({ ...current, [name]: value }));
    },
  });
  return (
    <Section title="Password" about="Changing your password signs you out on all other devices.">
      {isDue && (
        <Alert color="indigo" variant="light" title="Choose your own password">
          <Text c="var(--mantine-color-text)">
            The one you came in with worked once. Without a new one you can’t sign in again.
          </Text>
        </Alert>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack gap="md" maw={400} align="stretch">
          {/* Password managers then know whose it is. */}
          <input type="text" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            {...field('currentPassword')}
          />
          <PasswordInput
            label="New password"
            autoComplete="new-password"
            description={errors.newPassword === undefined && 'At least 10 characters.'}
            {...field('newPassword')}
          />
          {change.isError && Object.keys(errors).length === 0 && <Failure error={change.error} />}
          <div>
            <Button
              type="submit"
              disabled={typed.currentPassword === '' || typed.newPassword === ''}
              loading={change.isPending}
            >
              Change password
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}

/** A wrong password is marked where it was typed. */
function faultsOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof ApiError && error.code === 'invalid_credentials')
    return { currentPassword: 'This isn’t your current password.' };
  return fieldErrors(error);
}
