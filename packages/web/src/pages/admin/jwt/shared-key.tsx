import { jwtVariableName, type SigningKeyState } from '@dashboard/contract';
import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Ago } from '../../../ui/ago.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { settingAnchor } from '../../../ui/setting-anchor.ts';
import { NewKey } from './new-key.tsx';

export interface SharedKeyProps {
  readonly signingKey: SigningKeyState;
  readonly error: string | undefined;
  readonly isLocked: boolean;
  readonly onReplaced: () => void;
}

/** What may be known of the key, and the ways to another one. A key is shown once, when it is made. */
export function SharedKey({ signingKey, error, isLocked, onReplaced }: SharedKeyProps) {
  const [isOpen, dialog] = useDisclosure(false);
  // A key that is shown once doesn't go with a slip of the hand.
  const [isShown, setIsShown] = useState(false);
  const open = () => {
    setIsShown(false);
    dialog.open();
  };
  return (
    <Stack gap="sm" align="flex-start">
      <TextInput
        id={settingAnchor('signingKey')}
        w="100%"
        readOnly
        label="String used by the JWT signing key"
        value={signingKey.set ? `••••••••${signingKey.lastFour ?? ''}` : ''}
        placeholder="No key yet"
        error={error}
        disabled={isLocked}
        description={
          error === undefined &&
          (isLocked
            ? `Set by ${jwtVariableName('signingKey')}`
            : 'Your app and Dashboard both have it; whoever has it can sign in as anybody.')
        }
      />
      {signingKey.set && <KeyFacts signingKey={signingKey} />}
      {!isLocked && (
        <Button variant="default" onClick={open}>
          {signingKey.set ? 'Replace the key' : 'Generate'}
        </Button>
      )}
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={signingKey.set ? 'Replace the key' : 'A new key'}
        closeOnClickOutside={false}
        closeOnEscape={!isShown}
        withCloseButton={!isShown}
      >
        {isOpen && (
          <NewKey
            hasKey={signingKey.set}
            onReplaced={() => {
              setIsShown(true);
              onReplaced();
            }}
            onClose={dialog.close}
          />
        )}
      </Modal>
    </Stack>
  );
}

function KeyFacts({ signingKey }: { readonly signingKey: SigningKeyState }) {
  const { fingerprint, createdAt, previous } = signingKey;
  return (
    <Text size="xs" c="dimmed">
      Fingerprint {fingerprint}
      {createdAt !== null && (
        <>
          , made <Moment time={createdAt} />
        </>
      )}
      , <LastUse {...signingKey} />.
      {previous && (
        <>
          {' '}
          The key before ({previous.fingerprint}) still works
          {previous.validUntil !== null && (
            <>
              {' '}
              until <Moment time={previous.validUntil} />
            </>
          )}
          , <LastUse {...previous} />.
        </>
      )}
    </Text>
  );
}

/** When a key last signed somebody in, and whom: whether the app has changed over to the new one. */
function LastUse({ lastUsedAt, lastUsedBy }: Pick<SigningKeyState, 'lastUsedAt' | 'lastUsedBy'>) {
  if (lastUsedAt === null) return 'not used yet';
  return (
    <>
      last used <Ago time={lastUsedAt} />
      {lastUsedBy !== null && (
        <>
          {' '}
          for <bdi>{lastUsedBy}</bdi>
        </>
      )}
    </>
  );
}
