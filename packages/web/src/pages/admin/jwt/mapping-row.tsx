import type { Group as UserGroup } from '@dashboard/contract';
import { ActionIcon, Group, MultiSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addGroup, groupsQuery } from '../../../api/groups.ts';
import { Failure } from '../../../parts/failure.tsx';
import { administratorWords } from '../../../words/administrator-words.ts';
import classes from './group-mappings.module.css';

export interface MappingRowProps {
  /** The group name in the token. */
  readonly name: string;
  /** The ids of the groups it is mapped to. */
  readonly ids: readonly number[];
  /** The groups that can be selected. */
  readonly groups: readonly UserGroup[];
  readonly isLocked: boolean;
  readonly onChange: (ids: readonly number[]) => void;
  readonly onRemove: () => void;
}

/** The value of the option that creates a group: ids are numbers, so it is never one of them. */
const createOption = 'create';

/** One group name of the token with its groups. The list can create a group, too. */
export function MappingRow({ name, ids, groups, isLocked, onChange, onRemove }: MappingRowProps) {
  const [search, setSearch] = useState('');
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: addGroup,
    onSuccess: (group) => {
      queries.setQueryData(groupsQuery.queryKey, (all) => [...(all ?? []), group]);
      void queries.invalidateQueries({ queryKey: groupsQuery.queryKey });
      notifications.show({ color: 'green', message: `Created group “${group.name}”` });
      onChange([...ids, group.id]);
    },
  });
  const newName = search.trim() === '' ? name : search.trim();
  // There is always a group, Administrators, except while the groups are loading.
  const isFree = groups.length > 0 && !groups.some((group) => isSameName(group.name, newName));
  const options = [
    ...groups.map((group) => ({ value: String(group.id), label: group.name })),
    ...(isFree ? [{ value: createOption, label: `Create group “${newName}”` }] : []),
  ];

  function select(values: readonly string[]): void {
    setSearch('');
    if (values.includes(createOption)) create.mutate({ name: newName });
    else onChange(values.map(Number));
  }

  return (
    <div>
      <Group align="flex-end" wrap="nowrap" role="group" aria-label={name}>
        <MultiSelect
          flex={1}
          miw={0}
          label={name}
          labelProps={{ className: classes.label }}
          classNames={{ inputField: classes.search }}
          placeholder={ids.length === 0 ? 'Select groups' : ''}
          data={options}
          value={ids.map(String)}
          onChange={select}
          searchable
          searchValue={search}
          onSearchChange={setSearch}
          disabled={create.isPending}
          readOnly={isLocked}
        />
        <ActionIcon
          flex="none"
          display={isLocked ? 'none' : undefined}
          variant="subtle"
          color="red"
          size="lg"
          aria-label={`Remove ${name}`}
          onClick={onRemove}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
      {create.isError && <Failure error={create.error} words={administratorWords} />}
    </div>
  );
}

/** Group names are unique regardless of letter case. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
