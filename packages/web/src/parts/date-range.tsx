import { Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isDay } from './log-period.ts';

export interface DateRangeProps {
  /** The first day, `YYYY-MM-DD`, or empty. */
  readonly from: string;
  /** The last day, `YYYY-MM-DD`, or empty. */
  readonly to: string;
  readonly onChange: (change: { readonly from: string } | { readonly to: string }) => void;
}

/** Filters a log by days of the viewer's time zone; both days are included. */
export function DateRange({ from, to, onChange }: DateRangeProps) {
  const isReversed = isDay(from) && isDay(to) && to < from;
  return (
    <Group gap="sm" align="flex-start" flex="1 1 372px" miw={0} maw={400}>
      <DayInput label="From" value={from} onChange={(day) => onChange({ from: day })} />
      <DayInput
        label="To"
        value={to}
        error={isReversed && 'This day is before “From”.'}
        onChange={(day) => onChange({ to: day })}
      />
    </Group>
  );
}

function DayInput({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly error?: string | false;
  readonly onChange: (day: string) => void;
}) {
  const [typed, setTyped] = useState(isDay(value) ? value : '');
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setTyped(isDay(value) ? value : '');
  }
  return (
    <TextInput
      type="date"
      flex="1 1 180px"
      miw={0}
      aria-label={label}
      max="9999-12-31"
      value={typed}
      error={error}
      leftSection={
        <Text size="sm" c="dimmed" aria-hidden>
          {label}
        </Text>
      }
      leftSectionWidth={52}
      onChange={({ currentTarget: { value: day } }) => {
        setTyped(day);
        if (day === '' || isDay(day)) onChange(day);
      }}
    />
  );
}
