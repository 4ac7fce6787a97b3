import { Affix, Button, Group, Paper, Text } from '@mantine/core';
import { LeavingUnsaved } from './leaving-unsaved.tsx';
import classes from './save-bar.module.css';

export interface SaveBarProps {
  /** Appears with the first change; leaving asks from then on. */
  readonly isChanged: boolean;
  /** Something above is marked as wrong. */
  readonly hasFaults: boolean;
  readonly isSaving: boolean;
  readonly onDiscard: () => void;
}

/** At the foot of the window while a form has unsaved changes; it belongs inside the form. */
export function SaveBar({ isChanged, hasFaults, isSaving, onDiscard }: SaveBarProps) {
  return (
    <>
      {isChanged && (
        // In its place and not in a portal: outside the form its button would submit nothing.
        <Affix position={{ bottom: 16, left: 0, right: 0 }} zIndex={100} withinPortal={false}>
          <Paper
            withBorder
            shadow="md"
            p="sm"
            className={classes.bar}
            role="region"
            aria-label="Unsaved changes"
          >
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
        </Affix>
      )}
      <LeavingUnsaved isChanged={isChanged} />
    </>
  );
}
