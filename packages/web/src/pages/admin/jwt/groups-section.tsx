import { type JwtSettings, jwtVariableName } from '@dashboard/contract';
import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { choicesOf, settingWords } from '../../../words/setting-words.ts';
import { GroupMappings } from './group-mappings.tsx';
import classes from './groups-section.module.css';
import type { JwtFields } from './jwt-fields.ts';

/** How the groups in a token change the memberships here. */
export function GroupsSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text } = fields;
  const [isOpen, setIsOpen] = useState(false);
  const mappings = field('groupMappings');
  return (
    <>
      <Switch
        label={settingWords.groupSync}
        checked={draft.groupSync}
        onChange={(event) => set('groupSync', event.currentTarget.checked)}
        {...field('groupSync', 'Update group memberships from the token at every sign-in.')}
      />
      {draft.groupSync && (
        <>
          <TextInput
            label={settingWords.groupsAttribute}
            {...text('groupsAttribute', 'Claim that holds the list of group names.')}
          />
          <Group justify="space-between" gap="sm">
            <Text size="sm" className={classes.summary}>
              {mappingWords(draft.groupMappings)}
              {mappings.disabled && ` Set by ${jwtVariableName('groupMappings')}.`}
            </Text>
            <Button id={mappings.id} variant="default" flex="none" onClick={() => setIsOpen(true)}>
              {mappings.disabled ? 'View mappings' : 'Edit mappings'}
            </Button>
          </Group>
          {mappings.error !== undefined && (
            <Text c="var(--mantine-color-error)">{mappings.error}</Text>
          )}
          <Select
            label={settingWords.missingGroupsClaim}
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
        <Text size="sm" c="dimmed" className={classes.summary}>
          The mappings are set by {jwtVariableName('groupMappings')}. They apply when group sync is
          on.
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
  if (all.length === 0) return 'No mappings: groups are matched by name.';
  const open = all.filter((ids) => ids.length === 0).length;
  const words = `${all.length} ${all.length === 1 ? 'mapping' : 'mappings'}.`;
  if (open === 0) return words;
  return `${words} ${open} ${open === 1 ? 'has' : 'have'} no group yet.`;
}
