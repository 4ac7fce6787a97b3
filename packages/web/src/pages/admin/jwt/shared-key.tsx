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

/** The facts about the key, and the dialog that sets another one. */
export function SharedKey({ signingKey, error, isLocked, onReplaced }: SharedKeyProps) {
  const [isOpen, dialog] = useDisclosure(false);
  // A key that is shown once must not disappear by accident.
  const [isShown, setIsShown] = useState(false);
  // Saving the first key must not turn its dialog into one that replaces a key.
  const [replaces, setReplaces] = useState(false);
  const open = () => {
    setIsShown(false);
    setReplaces(signingKey.set);
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
            : 'Shared by Dashboard and your app. Keep it secret: anyone with this key can sign in as any user.')
        }
      />
      {signingKey.set && <KeyFacts signingKey={signingKey} />}
      {!isLocked && (
        <Button variant="default" onClick={open}>
          {signingKey.set ? 'Replace key' : 'Generate'}
        </Button>
      )}
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={replaces ? 'Replace key' : 'Generate key'}
        closeOnClickOutside={false}
        closeOnEscape={!isShown}
        withCloseButton={!isShown}
      >
        {isOpen && (
          <NewKey
            hasKey={replaces}
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
          , created <Moment time={createdAt} />
        </>
      )}
      , <LastUse {...signingKey} />.
      {previous && (
        <>
          {' '}
          The previous key ({previous.fingerprint}) is still valid
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

/** When a key was last used, and for whom: whether the app uses the new one already. */
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
