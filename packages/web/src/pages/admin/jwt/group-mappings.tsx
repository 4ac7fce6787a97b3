import type { JwtSettings } from '@dashboard/contract';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { groupsQuery } from '../../../api/groups.ts';
import { recentGroupNamesQuery } from '../../../api/logs.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { MappingRow } from './mapping-row.tsx';
import { NewName, SeenNames } from './new-mapping.tsx';

type Mappings = JwtSettings['groupMappings'];

interface Pending {
  readonly name: string;
  readonly ids: readonly number[];
}

/** Group names in the token, each with its groups. The mappings are saved with the form. */
export function GroupMappings({
  isOpen,
  isLocked,
  mappings,
  onClose,
  onChange,
}: {
  readonly isOpen: boolean;
  /** The environment sets the mappings: they can't be changed here. */
  readonly isLocked: boolean;
  readonly mappings: Mappings;
  readonly onClose: () => void;
  readonly onChange: (next: Mappings) => void;
}) {
  const { data, error, refetch } = useQuery({ ...groupsQuery, enabled: isOpen });
  const seen = useQuery({ ...recentGroupNamesQuery, enabled: isOpen });
  const groups = (data ?? []).filter((group) => group.builtIn !== 'all_users');
  const nameField = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [isHalfTyped, setIsHalfTyped] = useState(false);
  // Selected but not confirmed yet: this mapping makes people administrators.
  const [pending, setPending] = useState<Pending>({ name: '', ids: [] });
  const [isConfirming, confirmation] = useDisclosure(false);

  /** A typed name that was not added would be lost silently. */
  function done(): void {
    setIsHalfTyped(name.trim() !== '');
    if (name.trim() === '') onClose();
    else nameField.current?.focus();
  }

  function change(name: string, ids: readonly number[]): void {
    const administrators = groups.find((group) => group.builtIn === 'administrators')?.id ?? 0;
    const isNew = ids.includes(administrators) && !mappings[name]?.includes(administrators);
    if (isNew) {
      setPending({ name, ids });
      confirmation.open();
    } else onChange({ ...mappings, [name]: [...ids] });
  }

  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      // The Escape key closes the confirmation alone.
      closeOnEscape={!isConfirming}
      title="Group mappings"
      size="lg"
    >
      <Stack gap="md">
        <Text size="sm">
          On sign-in, people are added to the groups mapped below and removed from mapped groups
          that aren’t in their token. Other groups are not changed.
        </Text>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {!isLocked && (
          <>
            <NewName
              field={nameField}
              name={name}
              taken={Object.keys(mappings)}
              isHalfTyped={isHalfTyped}
              onType={(typed) => {
                setName(typed);
                setIsHalfTyped(false);
              }}
              onAdd={(added) => onChange({ ...mappings, [added]: [] })}
            />
            <SeenNames
              names={(seen.data ?? []).filter((name) => !Object.hasOwn(mappings, name))}
              onAdd={(name) => onChange({ ...mappings, [name]: [] })}
            />
          </>
        )}
        {Object.entries(mappings).map(([name, ids]) => (
          <MappingRow
            key={name}
            name={name}
            ids={ids}
            groups={groups}
            isLocked={isLocked}
            onChange={(next) => change(name, next)}
            onRemove={() => {
              const { [name]: _removed, ...rest } = mappings;
              onChange(rest);
              // The button that had the focus is gone.
              nameField.current?.focus();
            }}
          />
        ))}
        <Group justify="flex-end">
          {!isLocked && (
            <Text size="sm" c="dimmed">
              Mappings take effect when you save the JWT settings. New groups are created at once.
            </Text>
          )}
          <Button onClick={done}>Done</Button>
        </Group>
      </Stack>
      <ConfirmDialog
        isOpen={isConfirming}
        onClose={confirmation.close}
        title={`Map “${pending.name}” to Administrators?`}
        action="Map to Administrators"
        isDestructive
        onConfirm={async () => onChange({ ...mappings, [pending.name]: [...pending.ids] })}
      >
        Everyone whose token contains the group “{pending.name}” becomes an administrator at their
        next sign-in, with full access to all settings and people.
      </ConfirmDialog>
    </Modal>
  );
}
