import type { AccountDetail } from '@dashboard/contract';
import { notifications } from '@mantine/notifications';
import { changePerson } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { displayName } from '../../../words/person-words.ts';
import { settingWords } from '../../../words/setting-words.ts';
import { usePersonChanges } from './use-person-changes.ts';

/** What the person's page says about the `sub` that the account is bound to (I4). */
export function BindingWords({ person }: { readonly person: AccountDetail }) {
  if (person.subject === null && person.source === 'password' && person.attributesSyncedAt === null)
    return `Not bound. The setting “${settingWords.linkExisting}” decides whether a token with this email can bind the account.`;
  if (person.subject === null)
    return 'Not bound. The next token with a “sub” and this email binds the account.';
  return (
    <>
      Bound to the “sub” <bdi>{person.subject}</bdi>. Tokens with another “sub” and this email are
      refused.
    </>
  );
}

/** Releases the `sub`: for a person who was recreated in the app, or a new identity provider. */
export function ReleaseBinding({
  person,
  etag,
  isOpen,
  onClose,
}: {
  readonly person: AccountDetail;
  readonly etag: string | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { accept, refresh } = usePersonChanges(person.id);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Release the binding?"
      action="Release binding"
      isDestructive
      onConfirm={async () => accept(await changePerson(person.id, { releaseBinding: true }, etag))}
      onCatchUp={refresh}
      onDone={() => notifications.show({ color: 'green', message: 'Binding released' })}
    >
      The next sign-in with the email <bdi>{person.email}</bdi> binds the account of{' '}
      <bdi>{displayName(person)}</bdi> to the “sub” of its token. Make sure that this email belongs
      to the same person in your app: the setting “{settingWords.linkExisting}” does not protect an
      account that was bound before. Groups, attributes and sessions do not change.
    </ConfirmDialog>
  );
}
