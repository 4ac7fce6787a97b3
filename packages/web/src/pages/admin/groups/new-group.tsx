import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { fieldErrors } from '../../../api/api-error.ts';
import { addGroup, groupsQuery } from '../../../api/groups.ts';
import { Failure } from '../../../parts/failure.tsx';

/** Creates a group and opens it. */
export function NewGroup({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Create group">
      <GroupForm onClose={onClose} />
    </Modal>
  );
}

function GroupForm({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [isTried, setIsTried] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const add = useMutation({
    mutationFn: () => addGroup({ name: name.trim() }),
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: groupsQuery.queryKey });
      notifications.show({ color: 'green', message: 'Group created' });
      onClose();
      await navigate(`/admin/groups/${id}`);
    },
  });
  const fault = fieldErrors(add.error).name;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (name.trim() !== '') add.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          autoComplete="off"
          data-autofocus
          maxLength={254}
          value={name}
          error={isTried && name.trim() === '' ? 'Enter a name.' : fault}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {add.isError && fault === undefined && <Failure error={add.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
