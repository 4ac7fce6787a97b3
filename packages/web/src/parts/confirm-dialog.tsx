import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useState } from 'react';
import { administratorWords } from '../words/administrator-words.ts';
import { Failure, type FailureProps } from './failure.tsx';
import { isChangedMeanwhile } from './use-versioned-save.ts';

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will happen, before it does. */
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly action: string;
  readonly isDestructive?: boolean;
  /** A text to type first, where there is no way back. */
  readonly typeFirst?: string;
  readonly onConfirm: () => Promise<unknown>;
  /** Loads the current version after another person's change. */
  readonly onCatchUp?: () => Promise<unknown>;
  readonly onDone?: () => void;
  readonly onClose: () => void;
  /** What gets the focus back, where it isn't what had it when the dialog opened: a menu's button. */
  readonly returnTo?: RefObject<HTMLElement | null>;
}

/** Asks before something is done that matters; what fails is said in place. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      onExitTransitionEnd={() => props.returnTo?.current?.focus()}
    >
      <Asking {...props} />
    </Modal>
  );
}

function Asking({
  children,
  action,
  isDestructive,
  typeFirst,
  onConfirm,
  onCatchUp,
  onDone,
  onClose,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const act = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => {
      onClose();
      onDone?.();
    },
  });
  async function catchUp(askAfresh: () => Promise<unknown>): Promise<void> {
    await askAfresh();
    act.reset();
  }

  const mayAct = typeFirst === undefined || isSameText(typed, typeFirst);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (mayAct) act.mutate();
      }}
    >
      <Stack>
        <Text component="div" style={{ overflowWrap: 'anywhere' }}>
          {children}
        </Text>
        {typeFirst !== undefined && (
          <TextInput
            data-autofocus
            autoComplete="off"
            label={
              <>
                Type <bdi style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>{typeFirst}</bdi>{' '}
                to confirm
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {act.isError && (
          <Failure error={act.error} words={words}>
            {onCatchUp && isChangedMeanwhile(act.error) && (
              <Button variant="default" size="xs" onClick={() => void catchUp(onCatchUp)}>
                Show their changes
              </Button>
            )}
          </Failure>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            {...(isDestructive ? { color: 'red' } : {})}
            disabled={!mayAct}
            loading={act.isPending}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const words: NonNullable<FailureProps['words']> = {
  ...administratorWords,
  changed_meanwhile: {
    title: 'Another administrator changed this in the meantime.',
    advice: 'Review the current state, then decide again.',
  },
};

function isSameText(typed: string, wanted: string): boolean {
  return typed.trim().normalize('NFC') === wanted.trim().normalize('NFC');
}
