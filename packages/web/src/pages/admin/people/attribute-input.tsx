import {
  ActionIcon,
  Button,
  Group,
  Input,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { AttributeDraft, AttributeFaults, ItemDraft, ItemKind } from './attribute-draft.ts';

const kinds = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
] as const;

export interface AttributeInputProps {
  readonly draft: AttributeDraft;
  readonly faults: AttributeFaults;
  readonly onChange: (next: AttributeDraft) => void;
}

/** The type of an attribute and its value; the items of a list have types of their own. */
export function AttributeInput({ draft, faults, onChange }: AttributeInputProps) {
  const { isList, items } = draft;
  const first = items[0] ?? { key: 0, kind: 'text', text: '' };

  const put = (next: ItemDraft) =>
    onChange({ ...draft, items: items.map((item) => (item.key === next.key ? next : item)) });

  function setKind(kind: string | null): void {
    const single = { isList: false, items: [ofKind(first, kind as ItemKind)] };
    onChange({ ...draft, ...(kind === 'list' ? { isList: true } : single) });
  }

  function add(): void {
    const key = Math.max(-1, ...items.map((item) => item.key)) + 1;
    const kind = items.at(-1)?.kind ?? 'text';
    onChange({ ...draft, items: [...items, ofKind({ key, kind, text: '' }, kind)] });
  }

  return (
    <>
      <Select
        label="Type"
        allowDeselect={false}
        data={[...kinds, { value: 'list', label: 'List' }]}
        value={isList ? 'list' : first.kind}
        onChange={setKind}
      />
      {!isList && (
        <Value label="Value" item={first} error={faults.items[first.key]} onChange={put} />
      )}
      {isList && (
        <Stack gap="xs" role="group" aria-label="Items">
          {items.length === 0 && (
            <Text size="sm" c="dimmed">
              An empty list.
            </Text>
          )}
          {items.map((item, index) => (
            <Group key={item.key} gap="xs" wrap="nowrap" align="flex-start">
              <Select
                w={124}
                flex="none"
                aria-label={`Type of item ${index + 1}`}
                allowDeselect={false}
                data={kinds}
                value={item.kind}
                onChange={(kind) => put(ofKind(item, kind as ItemKind))}
              />
              <Value
                label={`Item ${index + 1}`}
                isNamedAside
                item={item}
                error={faults.items[item.key]}
                onChange={put}
              />
              <ActionIcon
                flex="none"
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove item ${index + 1}`}
                onClick={() =>
                  onChange({ ...draft, items: items.filter(({ key }) => key !== item.key) })
                }
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <div>
            <Button variant="default" size="xs" onClick={add}>
              Add an item
            </Button>
          </div>
        </Stack>
      )}
    </>
  );
}

interface ValueProps {
  readonly label: string;
  /** In a list the label is only said, not shown. */
  readonly isNamedAside?: boolean;
  readonly item: ItemDraft;
  readonly error: string | undefined;
  readonly onChange: (next: ItemDraft) => void;
}

function Value({ label, isNamedAside, item, error, onChange }: ValueProps) {
  const name = isNamedAside ? { 'aria-label': label } : { label };
  if (item.kind === 'boolean') {
    const choice = (
      <SegmentedControl
        aria-label={label}
        fullWidth
        flex={1}
        data={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
        value={item.text}
        onChange={(text) => onChange({ ...item, text })}
      />
    );
    if (isNamedAside) return choice;
    return (
      <Input.Wrapper label={label} labelElement="div">
        {choice}
      </Input.Wrapper>
    );
  }
  return (
    <TextInput
      flex={1}
      miw={0}
      autoComplete="off"
      inputMode={item.kind === 'number' ? 'decimal' : 'text'}
      value={item.text}
      error={error}
      onChange={(event) => onChange({ ...item, text: event.currentTarget.value })}
      {...name}
    />
  );
}

/** What was typed stays where it can; yes or no is one of both from the start. */
function ofKind(item: ItemDraft, kind: ItemKind): ItemDraft {
  if (kind === item.kind && kind !== 'boolean') return item;
  if (kind === 'boolean') return { ...item, kind, text: item.text === 'no' ? 'no' : 'yes' };
  return { ...item, kind, text: item.kind === 'boolean' ? '' : item.text };
}
