import { Badge, ColorSwatch } from '@mantine/core';

/** Whether something is live: a word with a dot, green only for what is. */
export function StateBadge({ isOn, word }: { readonly isOn: boolean; readonly word: string }) {
  const color = isOn ? 'var(--mantine-color-green-7)' : 'var(--mantine-color-gray-5)';
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      leftSection={<ColorSwatch size={8} color={color} withShadow={false} />}
    >
      {word}
    </Badge>
  );
}
