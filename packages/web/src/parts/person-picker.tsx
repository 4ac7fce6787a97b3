import type { Account } from '@dashboard/contract';
import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleQuery } from '../api/people.ts';
import { displayName } from '../words/person-words.ts';

export interface PersonPickerProps {
  readonly label: string;
  readonly value: Account | null;
  readonly onChange: (person: Account | null) => void;
}

/** Finds one person among however many: the server searches, ten are offered. */
export function PersonPicker({ label, value, onChange }: PersonPickerProps) {
  const [typed, setTyped] = useState('');
  const [sought] = useDebouncedValue(typed, 200);
  const isChosen = value !== null && typed === displayName(value);
  const { data, isFetching, isError } = useQuery(
    peopleQuery({ query: isChosen ? '' : sought.trim(), limit: 10 }),
  );
  const found = data?.accounts ?? [];
  const people =
    value === null || found.some(({ id }) => id === value.id) ? found : [value, ...found];
  return (
    <Select
      flex={1}
      miw={0}
      label={label}
      placeholder="Name or email"
      searchable
      clearable
      maxLength={254}
      data={people.map((person) => ({ value: String(person.id), label: displayName(person) }))}
      // The server has searched already, in more than the label.
      filter={({ options }) => options}
      value={value === null ? null : String(value.id)}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => onChange(people.find((person) => String(person.id) === id) ?? null)}
      nothingFoundMessage={nothingWords({ isFetching, isError })}
      renderOption={({ option }) => {
        const person = people.find(({ id }) => String(id) === option.value);
        return person === undefined ? option.label : <Option person={person} />;
      }}
    />
  );
}

function nothingWords({
  isFetching,
  isError,
}: {
  readonly isFetching: boolean;
  readonly isError: boolean;
}): string {
  if (isError) return 'Search failed. Type again.';
  return isFetching ? 'Searching…' : 'No results';
}

function Option({ person }: { readonly person: Account }) {
  return (
    <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Text size="sm">
        <bdi>{displayName(person)}</bdi>
      </Text>
      <Text size="xs" c="dimmed">
        <bdi>{person.email}</bdi>
        {!person.active && ' · deactivated'}
      </Text>
    </div>
  );
}
