import type { Group } from '@dashboard/contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { deleteGroup } from '../../../api/delete-group.ts';
import { groupQuery } from '../../../api/read-group.ts';
import { jwtSettingsQuery } from '../../../api/read-jwt-settings.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { ActionRow, ActionRows } from '../../../ui/action-rows.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';

/** Takes a group away; its people stay. */
export function DeleteGroup({
  saved: { value: group, etag },
}: {
  readonly saved: Versioned<Group>;
}) {
  const [isOpen, dialog] = useDisclosure(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <>
      <ActionRows>
        <ActionRow
          title="Delete this group"
          about="Its people stay, but lose what only this group let them look at. It leaves the mappings too."
        >
          <Button variant="outline" color="red" onClick={dialog.open}>
            Delete
          </Button>
        </ActionRow>
      </ActionRows>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={dialog.close}
        title="Delete this group?"
        action="Delete"
        isDestructive
        typeFirst={group.name}
        onConfirm={() => deleteGroup(group.id, etag)}
        onCatchUp={() => queries.invalidateQueries({ queryKey: groupQuery(group.id).queryKey })}
        onDone={() => {
          notifications.show({ color: 'green', message: 'Deleted.' });
          void navigate('/admin/groups', { replace: true });
          queries.removeQueries({ queryKey: groupQuery(group.id).queryKey });
          void queries.invalidateQueries({ queryKey: ['groups'] });
          void queries.invalidateQueries({ queryKey: ['people'] });
          void queries.invalidateQueries({ queryKey: jwtSettingsQuery.queryKey });
        }}
      >
        There is no way back. Whoever could look at questions only because of{' '}
        <bdi>“{group.name}”</bdi> can’t any more.
      </ConfirmDialog>
    </>
  );
}
