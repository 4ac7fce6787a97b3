import { ColorSwatch } from '@mantine/core';

/** Green for what is live, grey for what isn't; the word stands beside it. */
export function Dot({ isOn }: { readonly isOn: boolean }) {
  const color = isOn ? 'var(--mantine-color-green-7)' : 'var(--mantine-color-gray-5)';
  return (
    <ColorSwatch
      component="span"
      display="inline-block"
      me={4}
      size={8}
      color={color}
      withShadow={false}
    />
  );
}
