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
  useFocusAfterSaving(bar, isSaving);
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

/**
 * While it saves, the focused button is disabled, and the body has the focus. If saving fails, the button
 * gets it back. If it succeeds, the bar disappears and the page gets it.
 */
function useFocusAfterSaving(
  bar: { readonly current: HTMLElement | null },
  isSaving: boolean,
): void {
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    const element = bar.current;
    const note = ({ target }: FocusEvent) => {
      hadFocus.current = element?.contains(target as Node) === true;
    };
    document.addEventListener('focusin', note);
    return () => {
      document.removeEventListener('focusin', note);
      const isLost = document.activeElement === document.body;
      if (element?.contains(document.activeElement) === true || (hadFocus.current && isLost))
        document.getElementById('main')?.focus({ preventScroll: true });
    };
  }, [bar]);
  useLayoutEffect(() => {
    if (isSaving || !hadFocus.current || document.activeElement !== document.body) return;
    bar.current?.querySelector<HTMLElement>('button[type=submit]')?.focus();
  }, [bar, isSaving]);
}
