import type { JwtSettings } from '@dashboard/contract';
import {
  ActionIcon,
  Button,
  Group,
  Modal,
  MultiSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useRef, useState } from 'react';
import { groupsQuery } from '../../../api/list-groups.ts';
import { recentGroupNamesQuery } from '../../../api/recent-group-names.ts';
import { Failure } from '../../../ui/failure.tsx';
import classes from './group-mappings.module.css';

type Mappings = JwtSettings['groupMappings'];

/** Names in the token, each with the groups that it puts people in; saved with the rest of the form. */
export function GroupMappings({
  isOpen,
  mappings,
  onClose,
  onChange,
}: {
  readonly isOpen: boolean;
  readonly mappings: Mappings;
  readonly onClose: () => void;
  readonly onChange: (next: Mappings) => void;
}) {
  const { data, error, refetch } = useQuery({ ...groupsQuery, enabled: isOpen });
  const seen = useQuery({ ...recentGroupNamesQuery, enabled: isOpen });
  const groups = (data ?? []).filter((group) => group.builtIn !== 'all_users');
  const nameField = useRef<HTMLInputElement>(null);
  const options = groups.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <Modal opened={isOpen} onClose={onClose} title="Group mappings" size="lg">
      <Stack gap="md">
        <Text size="sm">
          People are put in the groups that the token’s names map to, and taken out of every other
          group that is named here. Groups that aren’t named here are left alone.
        </Text>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        <NewName
          field={nameField}
          taken={Object.keys(mappings)}
          onAdd={(name) => onChange({ ...mappings, [name]: [] })}
        />
        <SeenNames
          names={(seen.data ?? []).filter((name) => !Object.hasOwn(mappings, name))}
          onAdd={(name) => onChange({ ...mappings, [name]: [] })}
        />
        {Object.entries(mappings).map(([name, ids]) => (
          <Group key={name} align="flex-end" wrap="nowrap" role="group" aria-label={name}>
            <MultiSelect
              flex={1}
              miw={0}
              label={name}
              labelProps={{ className: classes.label }}
              placeholder={ids.length === 0 ? 'Pick groups' : ''}
              data={options}
              value={ids.map(String)}
              onChange={(values) => onChange({ ...mappings, [name]: values.map(Number) })}
              searchable
            />
            <ActionIcon
              flex="none"
              variant="subtle"
              color="red"
              size="lg"
              aria-label={`Remove ${name}`}
              onClick={() => {
                const { [name]: _removed, ...rest } = mappings;
                onChange(rest);
                // The button that had the focus is gone.
                nameField.current?.focus();
              }}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const maxSeen = 12;

/** One click for a name that tokens have had lately. */
function SeenNames({
  names,
  onAdd,
}: {
  readonly names: readonly string[];
  readonly onAdd: (name: string) => void;
}) {
  if (names.length === 0) return null;
  return (
    <Group gap="xs" role="group" aria-label="Seen in recent sign-ins">
      <Text size="sm" c="dimmed">
        Seen in recent sign-ins:
      </Text>
      {names.slice(0, maxSeen).map((name) => (
        <Button
          key={name}
          variant="default"
          size="compact-sm"
          maw="100%"
          leftSection={<IconPlus size={14} aria-hidden />}
          aria-label={`Add ${name}`}
          onClick={() => onAdd(name)}
        >
          <bdi>{name}</bdi>
        </Button>
      ))}
    </Group>
  );
}

function NewName({
  field,
  taken,
  onAdd,
}: {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly taken: readonly string[];
  readonly onAdd: (name: string) => void;
}) {
  const [name, setName] = useState('');
  const isTaken = taken.includes(name.trim());

  function add(): void {
    if (name.trim() === '' || isTaken) return;
    onAdd(name.trim());
    setName('');
  }

  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        ref={field}
        flex={1}
        label="Group name in the token"
        placeholder="engineering"
        value={name}
        error={isTaken && name !== '' ? 'This name is mapped already.' : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button variant="default" onClick={add} disabled={name.trim() === '' || isTaken}>
        Add
      </Button>
    </Group>
  );
}
