import type { JwtSettings } from '@dashboard/contract';
import { Paper, Stack, Title } from '@mantine/core';
import { TrySigningIn } from '../../../parts/try-signing-in.tsx';
import { Checklist } from './checklist.tsx';
import { PasswordAddress } from './password-address.tsx';

/** The next steps after JWT was enabled: what works, the proof, and the address of the password form. */
export function SignInStatus({
  settings,
  isChanged,
}: {
  readonly settings: JwtSettings;
  /** Whether the form has unsaved changes. */
  readonly isChanged: boolean;
}) {
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="try-signing-in">
      <Stack gap="md">
        <Title order={2} id="try-signing-in" tabIndex={-1}>
          Try signing in
        </Title>
        <Checklist settings={settings} />
        <TrySigningIn waitsFor={isChanged ? 'Save your changes first.' : null} />
        <PasswordAddress />
      </Stack>
    </Paper>
  );
}
