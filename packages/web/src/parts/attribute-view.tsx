import type { AttributeValue } from '@dashboard/contract';
import { Badge, Group, Spoiler, Text } from '@mantine/core';
import { attributeText } from '../words/attribute-text.ts';

/** An attribute's value: the items of a list one by one, a long text folded. */
export function AttributeView({ value }: { readonly value: AttributeValue }) {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return <Empty />;
  return (
    <Spoiler maxHeight={120} showLabel="Show all" hideLabel="Show less">
      {Array.isArray(value) ? <Items items={value} /> : <bdi>{attributeText(value)}</bdi>}
    </Spoiler>
  );
}

/** Something was said, and it was nothing. */
function Empty() {
  return (
    <Text span inherit c="dimmed">
      Empty
    </Text>
  );
}

function Items({ items }: { readonly items: readonly (string | number | boolean)[] }) {
  return (
    <Group gap={4}>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal items are told apart by their place alone
        <Badge key={index} variant="default" tt="none" fw={400} size="lg" maw="100%">
          <bdi>{attributeText(item)}</bdi>
        </Badge>
      ))}
    </Group>
  );
}
