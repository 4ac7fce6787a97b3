import type { JwtSettings } from '@dashboard/contract';
import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { choicesOf } from '../../../ui/setting-words.ts';
import { GroupMappings } from './group-mappings.tsx';
import type { JwtFields } from './jwt-fields.ts';

/** Which groups the app's tokens put people in. */
export function GroupsSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text } = fields;
  const [isOpen, setIsOpen] = useState(false);
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
              {mappingWords(draft.groupMappings)}
              {mappings.disabled && ' Set by DASHBOARD_JWT_GROUP_MAPPINGS.'}
            </Text>
            <Button id={mappings.id} variant="default" flex="none" onClick={() => setIsOpen(true)}>
              {mappings.disabled ? 'See mappings' : 'Edit mappings'}
            </Button>
          </Group>
          {mappings.error !== undefined && <Text c="red">{mappings.error}</Text>}
          <Select
            label="When the token has no groups"
            allowDeselect={false}
            data={choicesOf('missingGroupsClaim')}
            value={draft.missingGroupsClaim}
            onChange={(value) =>
              set('missingGroupsClaim', value as typeof draft.missingGroupsClaim)
            }
            {...field('missingGroupsClaim')}
          />
        </>
      )}
      {!draft.groupSync && mappings.disabled && (
        <Text size="sm" c="dimmed">
          The mappings are set by DASHBOARD_JWT_GROUP_MAPPINGS; they hold once this is on.
        </Text>
      )}
      <GroupMappings
        isOpen={isOpen}
        isLocked={mappings.disabled}
        mappings={draft.groupMappings}
        onClose={() => setIsOpen(false)}
        onChange={(next) => set('groupMappings', next)}
      />
    </>
  );
}

function mappingWords(mappings: JwtSettings['groupMappings']): string {
  const all = Object.values(mappings);
  if (all.length === 0)
    return 'No mappings: a name in the token puts people in the group of the same name.';
  const count = all.filter((ids) => ids.length > 0).length;
  const words = `${count} ${count === 1 ? 'name is' : 'names are'} mapped to groups.`;
  return count === all.length ? words : `${words} ${all.length - count} without a group yet.`;
}
