import type { GroupInput, Group as GroupOfPeople } from '@dashboard/contract';
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { groupKeys, groupQuery, renameGroup } from '../../../api/groups.ts';
import { peopleKeys } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { SaveFailure } from '../../../parts/save-failure.tsx';
import { Section } from '../../../parts/section.tsx';
import { useVersionedSave } from '../../../parts/use-versioned-save.ts';

/** A group's name. Input is kept on errors. */
export function NameForm({ saved }: { readonly saved: Versioned<GroupOfPeople> }) {
  const { id } = saved.value;
  const [typed, setTyped] = useState<string | null>(null);
  const queries = useQueryClient();
  const { began, saving, catchUp } = useVersionedSave({
    latest: saved,
    isTouched: typed !== null,
    pick: ({ name }: GroupOfPeople) => name,
    save: (input: GroupInput, etag) => renameGroup(id, input, etag),
    onSaved: (version) => {
      setTyped(null);
      queries.setQueryData(groupQuery(id).queryKey, version);
      void queries.invalidateQueries({ queryKey: groupKeys.all, exact: true });
      void queries.invalidateQueries({ queryKey: peopleKeys.all });
      notifications.show({ color: 'green', message: 'Group renamed' });
    },
    refresh: () => queries.fetchQuery(groupQuery(id)),
  });
  const fault = fieldErrors(saving.error).name;
  const name = typed?.trim() ?? began.name;
  const isChanged = name !== began.name;
  return (
    <Section title="Name">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && name !== '') saving.mutate({ name });
        }}
      >
        <Stack gap="md">
          <TextInput
            aria-label="Name"
            autoComplete="off"
            maxLength={254}
            value={typed ?? began.name}
            error={fault}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {saving.isError && fault === undefined && (
            <SaveFailure error={saving.error} onCatchUp={catchUp} />
          )}
          {isChanged && (
            <Group gap="sm">
              <Button type="submit" disabled={name === ''} loading={saving.isPending}>
                Save
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  setTyped(null);
                  saving.reset();
                }}
              >
                Discard
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}
