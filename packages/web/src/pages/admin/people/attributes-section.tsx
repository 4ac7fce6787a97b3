import type { AccountDetail, AttributeValue } from '@dashboard/contract';
import { ActionIcon, Button, Menu, Table, Text } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { changePerson } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { Ago } from '../../../parts/ago.tsx';
import { AttributeView } from '../../../parts/attribute-view.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import rows from '../../../parts/rows.module.css';
import { Section } from '../../../parts/section.tsx';
import { AttributeDialog } from './attribute-dialog.tsx';
import { draftOfAttribute, ownAttributes, withoutAttribute } from './attribute-draft.ts';
import { usePersonChanges } from './use-person-changes.ts';

interface Asked {
  readonly what: 'edit' | 'remove';
  /** Null for a new one. */
  readonly name: string | null;
}

/** A person's attributes, each with its source. */
export function AttributesSection({ saved }: { readonly saved: Versioned<AccountDetail> }) {
  const person = saved.value;
  const [asked, setAsked] = useState<Asked>({ what: 'edit', name: null });
  const [isOpen, setIsOpen] = useState(false);
  const attributes = Object.entries(person.attributes);

  function ask(next: Asked): void {
    setAsked(next);
    setIsOpen(true);
  }

  const start = attributes.find(([name]) => name === asked.name);
  return (
    <Section
      title="Attributes"
      about="A value that you set here overrides the value from your company’s app."
    >
      {attributes.length > 0 && (
        <Table className={rows.table} verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Attribute</Table.Th>
              <Table.Th scope="col">Value</Table.Th>
              <Table.Th scope="col" className={rows.actions} aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attributes.map(([name, value]) => (
              <Row key={name} name={name} value={value} person={person} onAsk={ask} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <div>
        <Button variant="default" onClick={() => ask({ what: 'edit', name: null })}>
          Set an attribute
        </Button>
      </div>
      <AttributeDialog
        isOpen={isOpen && asked.what === 'edit'}
        onClose={() => setIsOpen(false)}
        saved={saved}
        start={start === undefined ? null : draftOfAttribute(...start)}
      />
      <RemoveAttribute
        saved={saved}
        name={asked.name ?? ''}
        isOpen={isOpen && asked.what === 'remove'}
        onClose={() => setIsOpen(false)}
      />
    </Section>
  );
}

interface RowProps {
  readonly name: string;
  readonly value: AttributeValue;
  readonly person: AccountDetail;
  readonly onAsk: (asked: Asked) => void;
}

function Row({ name, value, person, onAsk }: RowProps) {
  const isOwn = Object.hasOwn(ownAttributes(person), name);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Text fw={600}>
          <bdi>{name}</bdi>
        </Text>
        <div className={rows.under}>
          {isOwn ? 'Set by an administrator' : <FromApp time={person.attributesSyncedAt} />}
        </div>
      </Table.Th>
      <Table.Td>
        <AttributeView value={value} />
        <div className={rows.under}>{kindWords(value)}</div>
      </Table.Td>
      <Table.Td className={rows.actions}>
        <Menu width={180}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for ${name}`}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPencil size={18} aria-hidden />}
              onClick={() => onAsk({ what: 'edit', name })}
            >
              {isOwn ? 'Edit' : 'Override'}
            </Menu.Item>
            {isOwn && (
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={18} aria-hidden />}
                onClick={() => onAsk({ what: 'remove', name })}
              >
                Remove
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}

function FromApp({ time }: { readonly time: string | null }) {
  if (time === null) return 'From your company’s app';
  return (
    <>
      From your company’s app, <Ago time={time} />
    </>
  );
}

function kindWords(value: AttributeValue): string {
  if (Array.isArray(value)) return `List of ${value.length}`;
  if (typeof value === 'boolean') return 'Yes or no';
  return typeof value === 'number' ? 'Number' : 'Text';
}

function RemoveAttribute({
  saved,
  name,
  isOpen,
  onClose,
}: {
  readonly saved: Versioned<AccountDetail>;
  readonly name: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { accept, refresh } = usePersonChanges(saved.value.id);
  const attributes = withoutAttribute(ownAttributes(saved.value), name);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Remove this attribute?"
      action="Remove"
      isDestructive
      onConfirm={async () => accept(await changePerson(saved.value.id, { attributes }, saved.etag))}
      onCatchUp={refresh}
    >
      This removes the value that was set here for <bdi>“{name}”</bdi>. If your company’s app sends
      one, that value applies again.
    </ConfirmDialog>
  );
}
