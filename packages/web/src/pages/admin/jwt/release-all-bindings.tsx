import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { releaseBindings } from '../../../api/jwt-settings.ts';
import { peopleKeys } from '../../../api/people.ts';
import { ActionRow, ActionRows } from '../../../parts/action-rows.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { settingWords } from '../../../words/setting-words.ts';

/** For a site that moves to another identity provider, with other ids for the same people (I4). */
export function ReleaseAllBindings() {
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <ActionRows>
        <ActionRow
          title="Bindings"
          about="Each account is bound to the “sub” of its first token. After a change of identity provider, release the bindings if the new “sub” values differ."
        >
          <Button variant="default" onClick={() => setIsOpen(true)}>
            Release all bindings
          </Button>
        </ActionRow>
      </ActionRows>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Release all bindings?"
        action="Release all bindings"
        isDestructive
        onConfirm={async () => {
          const { released } = await releaseBindings();
          notifications.show({ color: 'green', message: releasedWords(released) });
        }}
        onDone={() => void queries.invalidateQueries({ queryKey: peopleKeys.all })}
      >
        The next sign-in with the email of a released account binds it to the “sub” of its token.
        Until then, anyone for whom your app signs a token with that email gets the account. This
        includes accounts with a password that were bound before: “{settingWords.linkExisting}” does
        not protect them. Groups, attributes and sessions do not change. You cannot undo this.
      </ConfirmDialog>
    </>
  );
}

function releasedWords(count: number): string {
  if (count === 0) return 'No account was bound.';
  return count === 1 ? 'Released 1 binding.' : `Released ${count} bindings.`;
}
