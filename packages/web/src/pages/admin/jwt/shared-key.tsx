import type { SigningKeyState } from '@dashboard/contract';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Ago } from '../../../parts/ago.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { PasswordInput } from '../../../parts/password-input.tsx';
import { settingWords } from '../../../words/setting-words.ts';
import type { JwtFields } from './jwt-fields.ts';
import { NewKey } from './new-key.tsx';

export interface SharedKeyProps {
  readonly signingKey: SigningKeyState;
  readonly fields: JwtFields;
  readonly onReplaced: () => void;
}

/** The key: typed or pasted while there is none; after that masked, with a dialog to replace it. */
export function SharedKey({ signingKey, fields, onReplaced }: SharedKeyProps) {
  const { draft, set, field, text } = fields;
  const [isOpen, dialog] = useDisclosure(false);
  // A key that is shown once must not disappear by accident.
  const [isShown, setIsShown] = useState(false);
  // Saving the first key must not turn its dialog into one that replaces a key.
  const [replaces, setReplaces] = useState(false);
  const isLocked = field('signingKey').disabled;
  // A typed key stays visible, also when another administrator has saved one in the meantime.
  const isTyped = !isLocked && (!signingKey.set || draft.signingKey !== '');
  const open = () => {
    setIsShown(false);
    setReplaces(signingKey.set);
    dialog.open();
  };
  return (
    <Stack gap="sm" align="flex-start">
      {isTyped ? (
        <PasswordInput
          w="100%"
          label={settingWords.signingKey}
          placeholder="Type, paste or generate a key"
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
          {...text('signingKey', help)}
        />
      ) : (
        <TextInput
          w="100%"
          variant="filled"
          readOnly
          label={settingWords.signingKey}
          value={signingKey.set ? `••••••••${signingKey.lastFour ?? ''}` : ''}
          {...field('signingKey', help)}
        />
      )}
      {signingKey.set && <KeyFacts signingKey={signingKey} />}
      {!isLocked && (
        <Group gap="sm">
          <Button variant="default" size="xs" onClick={open}>
            {signingKey.set ? 'Replace key' : 'Generate'}
          </Button>
          {!signingKey.set && draft.signingKey !== '' && (
            <Text size="sm" c="dimmed">
              The typed key is saved with the form.
            </Text>
          )}
        </Group>
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
              set('signingKey', '');
              onReplaced();
            }}
            onClose={dialog.close}
          />
        )}
      </Modal>
    </Stack>
  );
}

const help =
  'Shared by Dashboard and your app. Keep it secret: anyone with this key can sign in as any user.';

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
          Previous key ({previous.fingerprint}) valid
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

/** When a key was last used, and for whom: whether the app already uses the new one. */
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
