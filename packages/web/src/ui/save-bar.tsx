import { Button, Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { LeavingUnsaved } from './leaving-unsaved.tsx';
import classes from './save-bar.module.css';

export interface SaveBarProps {
  /** Appears with the first change; leaving asks from then on. */
  readonly isChanged: boolean;
  /** Something above is marked as wrong. */
  readonly hasFaults: boolean;
  readonly isSaving: boolean;
  /** Why it couldn't be saved, where no field is to blame: in sight wherever the page is scrolled to. */
  readonly failure?: ReactNode;
  readonly onDiscard: () => void;
}

/** At the foot of the window while a form has unsaved changes; it belongs inside the form, at its end. */
export function SaveBar({ isChanged, hasFaults, isSaving, failure, onDiscard }: SaveBarProps) {
  return (
    <>
      {isChanged && (
        <Paper
          withBorder
          shadow="md"
          p="sm"
          className={classes.bar}
          role="region"
          aria-label="Unsaved changes"
        >
          {failure && <div className={classes.failure}>{failure}</div>}
          <Text>{hasFaults ? 'Look at what is marked' : 'Unsaved changes'}</Text>
          <Group gap="sm" wrap="nowrap">
            <Button variant="default" onClick={onDiscard}>
              Discard
            </Button>
            <Button type="submit" loading={isSaving}>
              Save
            </Button>
          </Group>
        </Paper>
      )}
      <LeavingUnsaved isChanged={isChanged} />
    </>
  );
}
