import type { AccountDetail } from '@dashboard/contract';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { changePerson } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { SaveFailure } from '../../../parts/save-failure.tsx';
import { useVersionedSave } from '../../../parts/use-versioned-save.ts';
import {
  type AttributeDraft,
  type AttributeFaults,
  ownAttributes,
  readAttribute,
  withAttribute,
} from './attribute-draft.ts';
import { AttributeInput } from './attribute-input.tsx';
import { usePersonChanges } from './use-person-changes.ts';

const empty: AttributeDraft = {
  name: '',
  isList: false,
  items: [{ key: 0, kind: 'text', text: '' }],
};

export interface AttributeDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly saved: Versioned<AccountDetail>;
  /** The attribute as it is, or null for a new one. */
  readonly start: AttributeDraft | null;
}

/** Sets one attribute by hand, with its type. */
export function AttributeDialog({ isOpen, onClose, saved, start }: AttributeDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={start === null ? 'Set an attribute' : 'Change an attribute'}
      closeOnClickOutside={false}
    >
      <AttributeForm onClose={onClose} saved={saved} start={start} />
    </Modal>
  );
}

function AttributeForm({ onClose, saved, start }: Omit<AttributeDialogProps, 'isOpen'>) {
  const { id } = saved.value;
  const [draft, setDraft] = useState(start ?? empty);
  const [faults, setFaults] = useState<AttributeFaults>({ items: {} });
  const { accept, refresh } = usePersonChanges(id);
  const { began, saving, catchUp } = useVersionedSave({
    latest: saved,
    isTouched: true,
    pick: ownAttributes,
    save: (attributes: AccountDetail['attributes'], etag) => changePerson(id, { attributes }, etag),
    onSaved: (version) => {
      accept(version);
      onClose();
      notifications.show({ color: 'green', message: 'Attribute saved' });
    },
    refresh,
  });

  function submit(): void {
    const name = start === null ? draft.name.trim() : draft.name;
    const read = readAttribute({ ...draft, name });
    const found = 'faults' in read ? read.faults : { items: {} };
    const isTaken = start === null && Object.hasOwn(began.attributes, name);
    setFaults(isTaken ? { ...found, name: 'There is such an attribute already.' } : found);
    if ('value' in read && !isTaken)
      saving.mutate(withAttribute(ownAttributes(began), name, read.value));
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          autoComplete="off"
          placeholder="tenant"
          data-autofocus={start === null ? true : undefined}
          readOnly={start !== null}
          value={draft.name}
          error={faults.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <AttributeInput draft={draft} faults={faults} onChange={setDraft} />
        {saving.isError && <SaveFailure error={saving.error} onCatchUp={catchUp} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
