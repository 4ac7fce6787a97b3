import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { peopleKeys, signPersonOut } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { displayName } from '../../../words/person-words.ts';
import type { PersonDialogProps } from './change-state.tsx';
import { useIsSelf } from './use-is-self.ts';

/** Ends every session of a person; they may sign in again. */
export function SignOutEverywhere({ person, ...dialog }: PersonDialogProps) {
  const queries = useQueryClient();
  const isSelf = useIsSelf(person);
  return (
    <ConfirmDialog
      {...dialog}
      title="Sign out everywhere?"
      action="Sign out everywhere"
      onConfirm={() => signPersonOut(person.id)}
      onDone={() => {
        void queries.invalidateQueries({ queryKey: peopleKeys.all });
        notifications.show({ color: 'green', message: 'Signed out everywhere' });
      }}
    >
      This ends all sessions of <bdi>{displayName(person)}</bdi>, in every browser. The person can
      sign in again.
      {isSelf && <strong> This is you: it ends your session in this browser too.</strong>}
    </ConfirmDialog>
  );
}
