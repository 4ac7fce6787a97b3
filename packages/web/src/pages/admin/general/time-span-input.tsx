import { Group, Input, NumberInput, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { type TimeSpan, type Unit, units, unitWords } from './time-span.ts';

interface NumberField<T> {
  readonly id: string;
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** So many of a unit, in two fields that stay side by side. */
export function TimeSpanInput({ value, onChange, ...field }: NumberField<TimeSpan>) {
  return (
    <Input.Wrapper {...field}>
      <Group gap="sm" wrap="nowrap" mb={5}>
        <Amount
          {...field}
          value={value.amount}
          onChange={(amount) => onChange({ ...value, amount })}
        />
        <Select
          w={140}
          aria-label={`${field.label}: unit`}
          allowDeselect={false}
          data={units.map((unit) => ({ value: unit, label: unitWords(unit, value.amount) }))}
          value={value.unit}
          onChange={(unit) => onChange({ ...value, unit: unit as Unit })}
        />
      </Group>
    </Input.Wrapper>
  );
}

/** So many days. */
export function DaysInput({ value, onChange, ...field }: NumberField<number | ''>) {
  return (
    <Input.Wrapper {...field}>
      <Group mb={5}>
        <Amount {...field} value={value} onChange={onChange} />
      </Group>
    </Input.Wrapper>
  );
}

/** A narrow field whose words stand around it. */
function Amount({
  id,
  error,
  value,
  onChange,
}: Pick<NumberField<number | ''>, 'id' | 'error' | 'value' | 'onChange'>) {
  return (
    <NumberInput
      id={id}
      w={120}
      min={0}
      clampBehavior="none"
      error={error !== undefined}
      value={value}
      onChange={(amount) => onChange(typeof amount === 'number' ? amount : '')}
    />
  );
}
