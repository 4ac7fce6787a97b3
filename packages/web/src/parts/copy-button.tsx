import { Button, CopyButton as Copy } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Copies a text and says so for two seconds. */
export function CopyButton({
  value,
  label = 'Copy',
  isMain = false,
}: {
  readonly value: string;
  readonly label?: string;
  /** Whether it is what one should do here. */
  readonly isMain?: boolean;
}) {
  return (
    <Copy value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          variant={isMain ? 'filled' : 'default'}
          onClick={copy}
          leftSection={
            copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
          }
        >
          <span aria-live="polite">{copied ? 'Copied' : label}</span>
        </Button>
      )}
    </Copy>
  );
}
