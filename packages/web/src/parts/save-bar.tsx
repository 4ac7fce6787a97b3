import { Anchor, Button, Group, Paper, Text } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { LeavingUnsaved } from './leaving-unsaved.tsx';
import { revealField } from './reveal-field.ts';
import classes from './save-bar.module.css';

export interface SaveBarProps {
  /** Appears with the first change; leaving asks from then on. */
  readonly isChanged: boolean;
  /** The fields with an error. Each is a link to its field. */
  readonly faults?: readonly FieldFault[];
  readonly isSaving: boolean;
  /** Why saving failed if no field is the cause. Visible wherever the page is scrolled to. */
  readonly failure?: ReactNode;
  readonly onDiscard: () => void;
}

interface FieldFault {
  /** The id of the field. */
  readonly id: string;
  readonly label: string;
}

/** Shown at the bottom of the window while a form has unsaved changes. Belongs at the end of the form. */
export function SaveBar({ isChanged, ...bar }: SaveBarProps) {
  return (
    <>
      {isChanged && <Bar {...bar} />}
      <LeavingUnsaved isChanged={isChanged} />
    </>
  );
}

function Bar({ faults = [], isSaving, failure, onDiscard }: Omit<SaveBarProps, 'isChanged'>) {
  const bar = useRef<HTMLDivElement>(null);
  useFocusOnRemoval(bar);
  return (
    <Paper
      ref={bar}
      withBorder
      shadow="md"
      p="sm"
      className={classes.bar}
      role="region"
      aria-label="Unsaved changes"
    >
      {failure && <div className={classes.failure}>{failure}</div>}
      <Text role="status">
        {faults.length === 0 ? 'Unsaved changes' : <Faults faults={faults} />}
      </Text>
      <Group gap="sm" wrap="nowrap">
        <Button variant="default" onClick={onDiscard}>
          Discard
        </Button>
        <Button type="submit" loading={isSaving}>
          Save
        </Button>
      </Group>
    </Paper>
  );
}

function Faults({ faults }: { readonly faults: readonly FieldFault[] }) {
  return (
    <>
      {faults.length === 1 ? '1 problem: ' : `${faults.length} problems: `}
      {faults.map(({ id, label }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Anchor component="button" type="button" inherit onClick={() => revealField(id)}>
            {label}
          </Anchor>
        </span>
      ))}
    </>
  );
}

/** After saving, the bar disappears with the focused button. The page gets the focus, not the body. */
function useFocusOnRemoval(bar: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = bar.current;
    return () => {
      if (element?.contains(document.activeElement) !== true) return;
      document.getElementById('main')?.focus({ preventScroll: true });
    };
  }, [bar]);
}
