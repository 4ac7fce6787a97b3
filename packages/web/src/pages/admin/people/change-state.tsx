import type { Account } from '@dashboard/contract';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { changePerson, peopleKeys } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { displayName } from '../../../words/person-words.ts';
import { useIsSelf } from './use-is-self.ts';

export interface PersonDialogProps {
  readonly person: Account;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly returnTo?: RefObject<HTMLElement | null>;
}

/** Deactivates or reactivates a person. */
export function ChangeState({
  person,
  etag,
  ...dialog
}: PersonDialogProps & { readonly etag: string | null }) {
  const queries = useQueryClient();
  const isSelf = useIsSelf(person);
  // What was asked stays on the dialog while it fades away.
  const name = <bdi>{displayName(person)}</bdi>;
  return (
    <ConfirmDialog
      {...dialog}
      title={person.active ? 'Deactivate this person?' : 'Reactivate this person?'}
      action={person.active ? 'Deactivate' : 'Reactivate'}
      isDestructive={person.active}
      onConfirm={() => changePerson(person.id, { active: !person.active }, etag)}
      onCatchUp={() => queries.invalidateQueries({ queryKey: peopleKeys.all })}
      onDone={() => {
        void queries.invalidateQueries({ queryKey: peopleKeys.all });
        const message = person.active
          ? 'Person deactivated. All sessions ended.'
          : 'Person reactivated';
        notifications.show({ color: 'green', message });
      }}
    >
      {person.active ? (
        <>
          This ends all sessions of {name} and refuses every sign-in until an administrator
          reactivates the account. Groups and attributes stay.
          {isSelf && <strong> This is you: another administrator must reactivate you.</strong>}
        </>
      ) : (
        <>{name} can sign in again. Groups and attributes do not change.</>
      )}
    </ConfirmDialog>
  );
}
