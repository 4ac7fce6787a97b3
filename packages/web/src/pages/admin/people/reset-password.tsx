import { Alert, Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { peopleKeys, setPersonPassword } from '../../../api/people.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { PasswordInput } from '../../../parts/password-input.tsx';
import { administratorWords } from '../../../words/administrator-words.ts';
import { displayName } from '../../../words/person-words.ts';
import type { PersonDialogProps } from './change-state.tsx';
import { newPassword } from './new-password.ts';

/** Sets a person's password: a generated one, shown once, or one that the administrator types. */
export function ResetPassword({ person, isOpen, onClose }: PersonDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Reset password" closeOnClickOutside={false}>
      <NewPassword person={person} onClose={onClose} />
    </Modal>
  );
}

function NewPassword({ person, onClose }: Omit<PersonDialogProps, 'isOpen'>) {
  const [way, setWay] = useState<'made' | 'typed'>('made');
  const [typed, setTyped] = useState('');
  const queries = useQueryClient();
  const reset = useMutation({
    mutationFn: async () => {
      const password = way === 'made' ? newPassword() : typed;
      await setPersonPassword(person.id, { password, once: way === 'made' });
      return password;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: peopleKeys.all }),
  });
  if (reset.isSuccess && way === 'made')
    return <ShownOnce password={reset.data} onClose={onClose} />;
  if (reset.isSuccess) return <Changed onClose={onClose} />;
  const fault = fieldErrors(reset.error).password;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        reset.mutate();
      }}
    >
      <Stack>
        <Text style={{ overflowWrap: 'anywhere' }}>
          The current password of <bdi>{displayName(person)}</bdi> stops working, and all their
          sessions end.
        </Text>
        <Radio.Group
          label="New password"
          value={way}
          onChange={(value) => setWay(value === 'typed' ? 'typed' : 'made')}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="made" label="Generate a temporary password for one sign-in" />
            <Radio value="typed" label="Type a password" />
          </Stack>
        </Radio.Group>
        {way === 'typed' && (
          <PasswordInput
            label="Password"
            autoComplete="new-password"
            description={fault === undefined && 'At least 10 characters.'}
            value={typed}
            error={fault}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {reset.isError && fault === undefined && (
          <Failure error={reset.error} words={administratorWords} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={reset.isPending}>
            Reset password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ShownOnce({
  password,
  onClose,
}: {
  readonly password: string;
  readonly onClose: () => void;
}) {
  return (
    <Stack>
      <Alert color="indigo" variant="light" title="Copy the password now">
        <Text c="var(--mantine-color-text)">
          The password is shown only now. Share it over a secure channel. It works for one sign-in,
          and then the person chooses a new one.
        </Text>
      </Alert>
      <TextInput
        label="Temporary password"
        readOnly
        value={password}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group justify="flex-end">
        <CopyButton value={password} label="Copy password" />
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}

function Changed({ onClose }: { readonly onClose: () => void }) {
  return (
    <Stack>
      <Text>The password was changed.</Text>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
