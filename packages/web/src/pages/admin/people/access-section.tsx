import type { AccountDetail } from '@dashboard/contract';
import { Anchor, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { groupKeys } from '../../../api/groups.ts';
import { deletePerson, peopleKeys, personQuery } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { ActionRow, ActionRows } from '../../../parts/action-rows.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Section } from '../../../parts/section.tsx';
import { displayName } from '../../../words/person-words.ts';
import { ChangeState } from './change-state.tsx';
import { BindingWords, ReleaseBinding } from './release-binding.tsx';
import { ResetPassword } from './reset-password.tsx';
import { SignOutEverywhere } from './sign-out-everywhere.tsx';
import { useIsSelf } from './use-is-self.ts';

type Asked = 'sessions' | 'password' | 'binding' | 'state' | 'delete';

/** How a person signs in, and how to end that. */
export function AccessSection({
  saved: { value: person, etag },
}: {
  readonly saved: Versioned<AccountDetail>;
}) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const isSelf = useIsSelf(person);
  const dialog = (which: Asked) => ({
    person,
    isOpen: asked === which,
    onClose: () => setAsked(null),
  });
  return (
    <Section title="Access">
      <ActionRows>
        <ActionRow title="Sessions" about={sessionWords(person.sessionCount)}>
          {person.sessionCount > 0 && (
            <Button variant="default" onClick={() => setAsked('sessions')}>
              Sign out everywhere
            </Button>
          )}
        </ActionRow>
        <ActionRow title="Password" about={<PasswordWords person={person} isSelf={isSelf} />}>
          {person.source === 'password' && !isSelf && (
            <Button variant="default" onClick={() => setAsked('password')}>
              Reset password
            </Button>
          )}
        </ActionRow>
        <ActionRow title="Binding" about={<BindingWords person={person} />}>
          {person.subject !== null && (
            <Button variant="default" onClick={() => setAsked('binding')}>
              Release binding
            </Button>
          )}
        </ActionRow>
        <ActionRow
          title={person.active ? 'Deactivate' : 'Reactivate'}
          about={
            person.active
              ? 'Ends all sessions and refuses every sign-in. Groups and attributes stay.'
              : 'Allows this person to sign in again. Groups and attributes do not change.'
          }
        >
          <Button variant="default" onClick={() => setAsked('state')}>
            {person.active ? 'Deactivate' : 'Reactivate'}
          </Button>
        </ActionRow>
        <ActionRow
          title="Delete"
          about="Deletes the account with its groups and attributes. You cannot undo this."
        >
          <Button variant="outline" color="red" onClick={() => setAsked('delete')}>
            Delete
          </Button>
        </ActionRow>
      </ActionRows>
      <SignOutEverywhere {...dialog('sessions')} />
      <ResetPassword {...dialog('password')} />
      <ReleaseBinding {...dialog('binding')} etag={etag} />
      <ChangeState {...dialog('state')} etag={etag} />
      <DeletePerson {...dialog('delete')} etag={etag} isSelf={isSelf} />
    </Section>
  );
}

function sessionWords(count: number): string {
  if (count === 0) return 'No active sessions.';
  return count === 1 ? '1 active session.' : `${count} active sessions.`;
}

function PasswordWords({
  person,
  isSelf,
}: {
  readonly person: AccountDetail;
  readonly isSelf: boolean;
}) {
  if (person.source === 'jwt') return 'None. This person signs in through your company’s app.';
  if (!isSelf) return 'This person can change it under “Account”.';
  return (
    <>
      You change your own under{' '}
      <Anchor component={Link} to="/account" inherit underline="always">
        Account
      </Anchor>
      .
    </>
  );
}

function DeletePerson({
  person,
  etag,
  isSelf,
  isOpen,
  onClose,
}: {
  readonly person: AccountDetail;
  readonly etag: string | null;
  readonly isSelf: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Delete this person?"
      action="Delete"
      isDestructive
      typeFirst={person.email}
      onConfirm={() => deletePerson(person.id, etag)}
      onCatchUp={() => queries.invalidateQueries({ queryKey: personQuery(person.id).queryKey })}
      onDone={() => {
        notifications.show({ color: 'green', message: 'Person deleted' });
        void navigate('/admin/people', { replace: true });
        queries.removeQueries({ queryKey: personQuery(person.id).queryKey });
        void queries.invalidateQueries({ queryKey: peopleKeys.lists });
        void queries.invalidateQueries({ queryKey: groupKeys.all });
      }}
    >
      This deletes the account of <bdi>{displayName(person)}</bdi> with its groups and attributes.
      You cannot undo this. A later sign-in through your company’s app can create a new account.
      {isSelf && <strong> This is you.</strong>}
    </ConfirmDialog>
  );
}
