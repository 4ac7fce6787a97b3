import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

export interface SearchBoxProps {
  readonly label: string;
  readonly placeholder?: string;
  /** What is searched for now. */
  readonly value: string;
  readonly onSearch: (value: string) => void;
}

/** Searches while one types, a quarter of a second behind. */
export function SearchBox({ label, placeholder, value, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const [sent, setSent] = useState(value);
  const [seen, setSeen] = useState(value);
  // What comes back of one's own typing isn't put over it; the way back in the browser is.
  if (value !== seen) {
    setSeen(value);
    if (value !== sent) setTyped(value);
  }

  const send = useDebouncedCallback((next: string) => {
    setSent(next);
    onSearch(next);
  }, 250);

  function type(next: string): void {
    setTyped(next);
    send(next.trim());
  }

  return (
    <TextInput
      type="search"
      role="searchbox"
      flex={1}
      miw={200}
      maw={400}
      aria-label={label}
      placeholder={placeholder ?? label}
      maxLength={254}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed !== '' && <CloseButton size="sm" aria-label="Clear" onClick={() => type('')} />
      }
    />
  );
}
