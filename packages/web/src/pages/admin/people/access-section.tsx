import type { AccountDetail } from '@dashboard/contract';
import { Anchor, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { deletePerson } from '../../../api/delete-person.ts';
import { personQuery } from '../../../api/read-person.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { ActionRow, ActionRows } from '../../../ui/action-rows.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { displayName } from '../../../ui/display-name.ts';
import { Section } from '../../../ui/section.tsx';
import { ChangeState } from './change-state.tsx';
import { ResetPassword } from './reset-password.tsx';
import { SignOutEverywhere } from './sign-out-everywhere.tsx';
import { useIsSelf } from './use-is-self.ts';

type Asked = 'sessions' | 'password' | 'state' | 'delete';

/** Whether and how somebody gets in, and how that ends. */
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
        <ActionRow
          title={person.active ? 'Deactivate' : 'Reactivate'}
          about={
            person.active
              ? 'Signs them out everywhere and lets them in no more. All that is theirs stays.'
              : 'Lets them sign in again, with the groups and attributes that they had.'
          }
        >
          <Button variant="default" onClick={() => setAsked('state')}>
            {person.active ? 'Deactivate' : 'Reactivate'}
          </Button>
        </ActionRow>
        <ActionRow
          title="Delete"
          about="Removes the account with its groups and attributes, for good."
        >
          <Button variant="outline" color="red" onClick={() => setAsked('delete')}>
            Delete
          </Button>
        </ActionRow>
      </ActionRows>
      <SignOutEverywhere {...dialog('sessions')} />
      <ResetPassword {...dialog('password')} />
      <ChangeState {...dialog('state')} etag={etag} />
      <DeletePerson {...dialog('delete')} etag={etag} isSelf={isSelf} />
    </Section>
  );
}

function sessionWords(count: number): string {
  if (count === 0) return 'Signed in nowhere.';
  return count === 1 ? 'Signed in in one browser.' : `Signed in in ${count} browsers.`;
}

function PasswordWords({
  person,
  isSelf,
}: {
  readonly person: AccountDetail;
  readonly isSelf: boolean;
}) {
  if (person.source === 'jwt') return 'None: they sign in through your company’s app.';
  if (!isSelf) return 'They can change it themselves under “Account”.';
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
        notifications.show({ color: 'green', message: 'Deleted.' });
        void navigate('/admin/people', { replace: true });
        queries.removeQueries({ queryKey: personQuery(person.id).queryKey });
        void queries.invalidateQueries({ queryKey: ['people', 'list'] });
        void queries.invalidateQueries({ queryKey: ['groups'] });
      }}
    >
      The account of <bdi>{displayName(person)}</bdi> goes, with its groups and attributes. There is
      no way back; who signs in through your company’s app may get a new one.
      {isSelf && <strong> This is you.</strong>}
    </ConfirmDialog>
  );
}
