import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { RefObject } from 'react';

const maxSeen = 12;

/** Adds a name from recent sign-ins with one click. */
export function SeenNames({
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

/** The field for a group name as it is in the token. */
export function NewName({
  field,
  name,
  taken,
  isHalfTyped,
  onType,
  onAdd,
}: {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly name: string;
  readonly taken: readonly string[];
  readonly isHalfTyped: boolean;
  readonly onType: (name: string) => void;
  readonly onAdd: (name: string) => void;
}) {
  const isTaken = taken.includes(name.trim());

  function faultOf(): string | undefined {
    if (isTaken && name !== '') return 'This name already has a mapping.';
    return isHalfTyped ? 'Click Add, or clear the field.' : undefined;
  }

  function add(): void {
    if (name.trim() === '' || isTaken) return;
    onAdd(name.trim());
    onType('');
  }

  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        ref={field}
        flex={1}
        label="Group name in the token"
        placeholder="engineering"
        value={name}
        error={faultOf()}
        onChange={(event) => onType(event.currentTarget.value)}
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
