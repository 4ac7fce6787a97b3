import type { PasswordLogin, PasswordLoginInput } from '@dashboard/contract';
import { Code, Stack, Switch } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { changePasswordLogin, passwordLoginQuery } from '../../../api/password-login.ts';
import { propertiesQuery } from '../../../api/site.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { SaveFailure } from '../../../parts/save-failure.tsx';
import { useVersionedSave } from '../../../parts/use-versioned-save.ts';

/** The command that enables password login again. */
export const recoveryCommand = './dashboard password-login enable';

/** Disables password login after a confirmation that shows who can still sign in. Enables it at once. */
export function PasswordLoginSwitch({ saved }: { readonly saved: Versioned<PasswordLogin> }) {
  const [isAsking, dialog] = useDisclosure(false);
  const queries = useQueryClient();
  const { enabled, lockedByEnvironment, keptOnBecause, provenAdministrators } = saved.value;
  const { saving, catchUp } = useVersionedSave({
    latest: saved,
    isTouched: false,
    pick: (value: PasswordLogin) => value.enabled,
    save: (input: PasswordLoginInput, etag) => changePasswordLogin(input, etag),
    onSaved: (version) => {
      queries.setQueryData(passwordLoginQuery.queryKey, version);
      void queries.invalidateQueries({ queryKey: propertiesQuery.queryKey });
      const message = version.value.enabled ? 'Password login enabled' : 'Password login disabled';
      notifications.show({ color: 'green', message });
    },
    refresh: () => queries.fetchQuery(passwordLoginQuery),
  });
  const isWaiting = keptOnBecause !== null;
  return (
    <Stack gap="md">
      <Switch
        size="md"
        styles={{ label: { color: 'var(--mantine-color-text)' } }}
        label="Disable password authentication"
        checked={!enabled}
        disabled={lockedByEnvironment || isWaiting || saving.isPending}
        {...(isWaiting ? { 'aria-describedby': 'kept-on' } : {})}
        onChange={(event) =>
          event.currentTarget.checked ? dialog.open() : saving.mutate({ enabled: true })
        }
      />
      {saving.isError && !isAsking && <SaveFailure error={saving.error} onCatchUp={catchUp} />}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => {
          dialog.close();
          saving.reset();
        }}
        onCatchUp={catchUp}
        title="Disable password login?"
        action="Disable"
        isDestructive
        onConfirm={() => saving.mutateAsync({ enabled: false })}
      >
        <Stack gap="sm">
          <div>
            Signing in with a password stops working for everyone, administrators included.{' '}
            {stillIn(provenAdministrators)} Open sessions continue.
          </div>
          <div>
            To enable it again if JWT sign-in fails, run on the server:{' '}
            <Code>{recoveryCommand}</Code>
          </div>
        </Stack>
      </ConfirmDialog>
    </Stack>
  );
}

function stillIn(people: PasswordLogin['provenAdministrators']): string {
  if (people.length === 1) return `One administrator can sign in with JWT: ${people[0]?.email}.`;
  return `${people.length} administrators can sign in with JWT, including ${people[0]?.email}.`;
}
