import type { Parameter } from '@dashboard/contract';
import { TagsInput, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { datePrecision } from '../../charts/date-text.ts';

export interface ParameterInputProps {
  readonly parameter: Parameter;
  readonly label: string;
  readonly texts: readonly string[];
  readonly error: string | undefined;
  readonly onCommit: (texts: readonly string[]) => void;
}

/** One parameter's field, by its type. */
export function ParameterInput(props: ParameterInputProps) {
  if (props.parameter.type === 'list') return <ListInput {...props} />;
  return <SingleInput {...props} />;
}

function ListInput({ parameter, label, texts, error, onCommit }: ParameterInputProps) {
  return (
    <TagsInput
      label={label}
      required={parameter.required ?? false}
      value={[...texts]}
      onChange={onCommit}
      error={error}
      placeholder={texts.length === 0 ? 'Type and press Enter' : ''}
      clearable
    />
  );
}

/** How long a pause in typing can be before the question runs again, in milliseconds. */
const pauseMilliseconds = 600;

function SingleInput({ parameter, label, texts, error, onCommit }: ParameterInputProps) {
  const committed = texts[0] ?? '';
  const [draft, setDraft] = useState(committed);
  const [shown, setShown] = useState(committed);
  if (shown !== committed) {
    setShown(committed);
    setDraft(committed);
  }
  const commit = () => {
    if (draft !== committed) onCommit([draft]);
  };
  const { type } = parameter;

  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the pause afresh
  useEffect(() => {
    const timer = setTimeout(commit, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [draft]);

  return (
    <TextInput
      label={label}
      type={type === 'date' ? 'date' : 'text'}
      inputMode={type === 'number' ? 'decimal' : undefined}
      required={parameter.required ?? false}
      value={type === 'date' ? dayOrNothing(draft) : draft}
      error={error}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}

/** A date field holds nothing but days; what is wrong with anything else stands below it. */
function dayOrNothing(text: string): string {
  return datePrecision(text) === 'day' ? text : '';
}
