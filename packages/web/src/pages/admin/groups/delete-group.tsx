import type { Group } from '@dashboard/contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { deleteGroup, groupKeys, groupQuery } from '../../../api/groups.ts';
import { jwtSettingsQuery } from '../../../api/jwt-settings.ts';
import { peopleKeys } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { ActionRow, ActionRows } from '../../../parts/action-rows.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';

/** Deletes a group; its members keep their accounts. */
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
          about="Members lose the access that this group gives. Its JWT mappings are removed."
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
          notifications.show({ color: 'green', message: `Group ${group.name} deleted` });
          void navigate('/admin/groups', { replace: true });
          queries.removeQueries({ queryKey: groupQuery(group.id).queryKey });
          void queries.invalidateQueries({ queryKey: groupKeys.all });
          void queries.invalidateQueries({ queryKey: peopleKeys.all });
          void queries.invalidateQueries({ queryKey: jwtSettingsQuery.queryKey });
        }}
      >
        This can’t be undone. Members lose the access that <bdi>“{group.name}”</bdi> gives.
      </ConfirmDialog>
    </>
  );
}
