import type { Account, Group as GroupOfPeople } from '@dashboard/contract';
import { Button, Table } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { refreshMemberships, removeFromGroup } from '../../../api/groups.ts';
import { sessionQuery } from '../../../api/sessions.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { PersonName, QuietPersonState } from '../../../parts/person-state.tsx';
import rows from '../../../parts/rows.module.css';
import { displayName } from '../../../words/person-words.ts';

export interface MemberTableProps {
  readonly group: GroupOfPeople;
  readonly people: readonly Account[];
}

/** The people of a group; the whole row leads to one. */
export function MemberTable({ group, people }: MemberTableProps) {
  const [leaving, setLeaving] = useState<Account | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const mayLeave = group.builtIn !== 'all_users';
  return (
    <>
      <Table className={rows.table} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Person</Table.Th>
            <Table.Th scope="col" w={136} className={rows.wide}>
              State
            </Table.Th>
            {mayLeave && <Table.Th scope="col" w={96} aria-label="Actions" />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <Table.Tr key={person.id} className={rows.row}>
              <Table.Td>
                <Link to={`/admin/people/${person.id}`} className={`${rows.link} ${rows.clamp}`}>
                  <PersonName person={person} />
                </Link>
                {displayName(person) !== person.email && (
                  <div className={`${rows.under} ${rows.clamp}`}>
                    <bdi>{person.email}</bdi>
                  </div>
                )}
                {!person.active && (
                  <div className={`${rows.under} ${rows.narrow}`}>Deactivated</div>
                )}
              </Table.Td>
              <Table.Td className={rows.wide}>
                <QuietPersonState active={person.active} />
              </Table.Td>
              {mayLeave && (
                <Table.Td ta="end">
                  <Button
                    className={rows.above}
                    variant="subtle"
                    color="gray"
                    fw={500}
                    size="compact-sm"
                    aria-label={`Remove ${displayName(person)}`}
                    onClick={() => {
                      setLeaving(person);
                      setIsOpen(true);
                    }}
                  >
                    Remove
                  </Button>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {leaving !== null && (
        <RemoveMember
          group={group}
          person={leaving}
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}

interface RemoveMemberProps {
  readonly group: GroupOfPeople;
  readonly person: Account;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function RemoveMember({ group, person, isOpen, onClose }: RemoveMemberProps) {
  const queries = useQueryClient();
  const { data } = useQuery(sessionQuery);
  const isSelf = data?.account.id === person.id;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Remove member?"
      action="Remove"
      isDestructive
      onConfirm={() => removeFromGroup({ groupId: group.id, accountId: person.id })}
      onDone={() => void refreshMemberships(queries)}
    >
      <bdi>{displayName(person)}</bdi> loses the access that <bdi>“{group.name}”</bdi> gives.
      {group.builtIn === 'administrators' &&
        ' They can no longer change people, groups or settings.'}
      {isSelf && group.builtIn === 'administrators' && (
        <strong> This is your own account: you lose access to the administration at once.</strong>
      )}
    </ConfirmDialog>
  );
}
