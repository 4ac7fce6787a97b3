import type { JwtSettingsPatch } from '@dashboard/contract';
import { Button, Modal, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { TokenCheck } from '../../../parts/token-check/token-check.tsx';

/** Tests a token against the settings in the form, saved or not. */
export function TryToken({ patch }: { readonly patch: JwtSettingsPatch }) {
  const [isOpen, dialog] = useDisclosure(false);
  const { key } = useLocation();
  const [openedAt, setOpenedAt] = useState(key);
  // A refusal links to its setting in the form, which is under this dialog.
  const isLeft = openedAt !== key;
  useEffect(() => {
    if (isLeft) dialog.close();
  }, [isLeft, dialog.close]);
  const isChanged = Object.keys(patch).length > 0;
  return (
    <Stack component="section" gap="sm" align="flex-start" aria-labelledby="check-a-token">
      <Title order={2} id="check-a-token" tabIndex={-1}>
        Check a token
      </Title>
      <Text>Test a token against these settings, including unsaved changes.</Text>
      <Button
        variant="default"
        onClick={() => {
          setOpenedAt(key);
          dialog.open();
        }}
      >
        Check a token
      </Button>
      {/* In React a dialog’s events still pass its parents: its form’s must not save this one. */}
      <div hidden={!isOpen} onSubmit={(event: SyntheticEvent) => event.stopPropagation()}>
        <Modal
          opened={isOpen}
          onClose={dialog.close}
          returnFocus={!isLeft}
          title="Check a token"
          size="xl"
        >
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {isChanged
                ? 'With the settings in the form, including unsaved changes.'
                : 'With the saved settings.'}{' '}
              This is a test: no one is signed in, and nothing changes.
            </Text>
            <TokenCheck settings={patch} />
          </Stack>
        </Modal>
      </div>
    </Stack>
  );
}
