import { Badge } from '@mantine/core';
import { Dot } from './dot.tsx';

/** Whether something is live: a word with a dot, green only for what is. */
export function StateBadge({ isOn, word }: { readonly isOn: boolean; readonly word: string }) {
  return (
    <Badge variant="default" tt="none" fw={500} leftSection={<Dot isOn={isOn} />}>
      {word}
    </Badge>
  );
}
