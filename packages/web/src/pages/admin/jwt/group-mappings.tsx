import type { JwtSettings } from '@dashboard/contract';
import { ActionIcon, Button, Group, Modal, MultiSelect, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { groupsQuery } from '../../../api/list-groups.ts';
import { recentGroupNamesQuery } from '../../../api/recent-group-names.ts';
import { Failure } from '../../../ui/failure.tsx';
import classes from './group-mappings.module.css';
import { NewName, SeenNames } from './new-mapping.tsx';

type Mappings = JwtSettings['groupMappings'];

/** Names in the token, each with the groups that it puts people in; saved with the rest of the form. */
export function GroupMappings({
  isOpen,
  isLocked,
  mappings,
  onClose,
  onChange,
}: {
  readonly isOpen: boolean;
  /** The environment has set them: they are there to be read. */
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
  const options = groups.map(({ id, name }) => ({ value: String(id), label: name }));

  /** A name that was typed and not added would go without a word. */
  function done(): void {
    setIsHalfTyped(name.trim() !== '');
    if (name.trim() === '') onClose();
    else nameField.current?.focus();
  }

  return (
    <Modal opened={isOpen} onClose={onClose} title="Group mappings" size="lg">
      <Stack gap="md">
        <Text size="sm">
          People are put in the groups that the token’s names map to, and taken out of every other
          group that is named here. Groups that aren’t named here are left alone.
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
          <Group key={name} align="flex-end" wrap="nowrap" role="group" aria-label={name}>
            <MultiSelect
              flex={1}
              miw={0}
              label={name}
              labelProps={{ className: classes.label }}
              classNames={{ inputField: classes.search }}
              placeholder={ids.length === 0 ? 'Pick groups' : ''}
              data={options}
              value={ids.map(String)}
              onChange={(values) => onChange({ ...mappings, [name]: values.map(Number) })}
              searchable
              readOnly={isLocked}
            />
            <ActionIcon
              flex="none"
              display={isLocked ? 'none' : undefined}
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
          <Text size="sm" c="dimmed">
            Changes take effect when you save the JWT settings.
          </Text>
          <Button onClick={done}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
