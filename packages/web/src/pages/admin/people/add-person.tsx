import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { fieldErrors } from '../../../api/api-error.ts';
import { groupKeys } from '../../../api/groups.ts';
import { addPerson, peopleKeys } from '../../../api/people.ts';
import { propertiesQuery } from '../../../api/site.ts';
import { Failure } from '../../../parts/failure.tsx';
import { PasswordInput } from '../../../parts/password-input.tsx';
import { administratorWords } from '../../../words/administrator-words.ts';
import { emailFault, newAccountOf, type PersonDraft } from './new-account.ts';

const emptyDraft: PersonDraft = { email: '', firstName: '', lastName: '', password: '' };

/** Makes an account by hand. */
export function AddPerson({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Add a person" closeOnClickOutside={false}>
      <NewPerson onClose={onClose} />
    </Modal>
  );
}

function NewPerson({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState(emptyDraft);
  const [isTried, setIsTried] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: site } = useQuery(propertiesQuery);
  const add = useMutation({
    mutationFn: () => addPerson(newAccountOf(draft)),
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: peopleKeys.all });
      void queries.invalidateQueries({ queryKey: groupKeys.all });
      notifications.show({ color: 'green', message: 'Person added' });
      onClose();
      await navigate(`/admin/people/${id}`);
    },
  });
  const fault = isTried ? emailFault(draft) : null;
  const errors = fault === null ? fieldErrors(add.error) : { email: fault };
  const field = (name: keyof PersonDraft) => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setDraft((current) => ({ ...current, [name]: value }));
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (emailFault(draft) === null) add.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Email"
          type="email"
          required
          withAsterisk={false}
          autoComplete="off"
          data-autofocus
          {...field('email')}
        />
        <Group grow align="flex-start">
          <TextInput label="First name" autoComplete="off" {...field('firstName')} />
          <TextInput label="Last name" autoComplete="off" {...field('lastName')} />
        </Group>
        <PasswordInput
          label="Password (optional)"
          autoComplete="new-password"
          description={errors.password === undefined && passwordHelp(draft.password, site)}
          {...field('password')}
        />
        {add.isError && Object.keys(errors).length === 0 && (
          <Failure error={add.error} words={administratorWords} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WaysIn {
  readonly passwordLoginEnabled: boolean;
  readonly jwtEnabled: boolean;
}

function passwordHelp(password: string, site: WaysIn | undefined): string {
  if (password !== '' && site?.passwordLoginEnabled === false)
    return 'Password login is disabled. This password works only after you enable it.';
  if (password !== '') return 'At least 10 characters. Share it over a secure channel.';
  if (site?.jwtEnabled === false)
    return 'JWT is disabled. Without a password, this person can’t sign in yet.';
  return 'Without a password, this person signs in only through your company’s app.';
}
