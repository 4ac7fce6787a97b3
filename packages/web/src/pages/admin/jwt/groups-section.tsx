import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { GroupMappings } from './group-mappings.tsx';
import type { JwtFields } from './jwt-fields.ts';

/** Which groups the app's tokens put people in. */
export function GroupsSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text } = fields;
  const [isOpen, setIsOpen] = useState(false);
  const count = Object.keys(draft.groupMappings).length;
  const mappings = field('groupMappings');
  return (
    <>
      <Switch
        label="Synchronize group memberships"
        checked={draft.groupSync}
        onChange={(event) => set('groupSync', event.currentTarget.checked)}
        {...field(
          'groupSync',
          'At every sign-in people are put in the groups that the token names.',
        )}
      />
      {draft.groupSync && (
        <>
          <TextInput
            label="Group assignment attribute"
            {...text('groupsAttribute', 'The token’s key for a list of group names.')}
          />
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              {count === 0
                ? 'No mappings: a name in the token puts people in the group of the same name.'
                : `${count} ${count === 1 ? 'name is' : 'names are'} mapped to groups.`}
              {mappings.disabled && ' Set by DASHBOARD_JWT_GROUP_MAPPINGS.'}
            </Text>
            <Button
              id={mappings.id}
              variant="default"
              flex="none"
              onClick={() => setIsOpen(true)}
              disabled={mappings.disabled}
            >
              Edit mappings
            </Button>
          </Group>
          {mappings.error !== undefined && <Text c="red">{mappings.error}</Text>}
          <Select
            label="When the token has no groups"
            allowDeselect={false}
            data={[
              { value: 'keep', label: 'Keep the person’s groups' },
              { value: 'clear', label: 'Take the person out of the mapped groups' },
              { value: 'refuse', label: 'Refuse the sign-in' },
            ]}
            value={draft.missingGroupsClaim}
            onChange={(value) =>
              set('missingGroupsClaim', value as typeof draft.missingGroupsClaim)
            }
            {...field('missingGroupsClaim')}
          />
        </>
      )}
      <GroupMappings
        isOpen={isOpen}
        mappings={draft.groupMappings}
        onClose={() => setIsOpen(false)}
        onChange={(next) => set('groupMappings', next)}
      />
    </>
  );
}
