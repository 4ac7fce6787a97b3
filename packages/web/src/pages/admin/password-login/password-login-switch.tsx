import type { PasswordLogin, PasswordLoginInput } from '@dashboard/contract';
import { Code, Stack, Switch } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { changePasswordLogin } from '../../../api/change-password-login.ts';
import { passwordLoginQuery } from '../../../api/read-password-login.ts';
import { propertiesQuery } from '../../../api/read-properties.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { SaveFailure } from '../../../ui/save-failure.tsx';
import { useVersionedSave } from '../../../ui/use-versioned-save.ts';

/** The command that switches password login on again. */
export const wayBack = './dashboard password-login enable';

/** The switch: on at once, off after one has seen who could still get in. */
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
      const message = version.value.enabled ? 'Password login is on.' : 'Password login is off.';
      notifications.show({ color: 'green', message });
    },
    refresh: () => queries.fetchQuery(passwordLoginQuery),
  });
  const isWaiting = keptOnBecause !== null;
  return (
    <Stack gap="md">
      <Switch
        size="lg"
        styles={{ label: { color: 'var(--mantine-color-text)' } }}
        label="Let people sign in with a password"
        checked={enabled}
        disabled={lockedByEnvironment || isWaiting || saving.isPending}
        {...(isWaiting ? { 'aria-describedby': 'kept-on' } : {})}
        onChange={(event) =>
          event.currentTarget.checked ? saving.mutate({ enabled: true }) : dialog.open()
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
        title="Switch password login off?"
        action="Switch off"
        isDestructive
        onConfirm={() => saving.mutateAsync({ enabled: false })}
      >
        <Stack gap="sm">
          <div>
            From then on nobody signs in with a password. {stillIn(provenAdministrators)} Sessions
            that are open stay open.
          </div>
          <div>
            Should that go wrong, this on the server switches it on again: <Code>{wayBack}</Code>
          </div>
        </Stack>
      </ConfirmDialog>
    </Stack>
  );
}

function stillIn(people: PasswordLogin['provenAdministrators']): string {
  if (people.length === 1) return `One administrator can still get in: ${people[0]?.email}.`;
  return `${people.length} administrators can still get in, ${people[0]?.email} among them.`;
}
