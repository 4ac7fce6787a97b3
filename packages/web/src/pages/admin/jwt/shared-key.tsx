import { jwtVariableName, type SigningKeyState } from '@dashboard/contract';
import {
  Alert,
  Button,
  Group,
  Modal,
  PasswordInput,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { newSigningKey } from '../../../api/new-signing-key.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { settingAnchor } from '../../../ui/setting-anchor.ts';

export interface SharedKeyProps {
  readonly signingKey: SigningKeyState;
  readonly error: string | undefined;
  readonly isLocked: boolean;
  readonly onReplaced: () => void;
}

/** What may be known of the key, and the ways to another one. A key is shown once, when it is made. */
export function SharedKey({ signingKey, error, isLocked, onReplaced }: SharedKeyProps) {
  const [isOpen, dialog] = useDisclosure(false);
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
        <Button variant="default" onClick={dialog.open}>
          {signingKey.set ? 'Replace the key' : 'Generate'}
        </Button>
      )}
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={signingKey.set ? 'Replace the key' : 'A new key'}
        closeOnClickOutside={false}
      >
        {isOpen && (
          <NewKey hasKey={signingKey.set} onReplaced={onReplaced} onClose={dialog.close} />
        )}
      </Modal>
    </Stack>
  );
}

function KeyFacts({ signingKey }: { readonly signingKey: SigningKeyState }) {
  const { fingerprint, createdAt, lastUsedAt, previous } = signingKey;
  return (
    <Text size="xs" c="dimmed">
      Fingerprint {fingerprint}
      {createdAt !== null && (
        <>
          , made <Moment time={createdAt} />
        </>
      )}
      ,{' '}
      {lastUsedAt === null ? (
        'not used yet'
      ) : (
        <>
          last used <Moment time={lastUsedAt} />
        </>
      )}
      .
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
          .
        </>
      )}
    </Text>
  );
}

interface NewKeyProps {
  readonly hasKey: boolean;
  readonly onReplaced: () => void;
  readonly onClose: () => void;
}

function NewKey({ hasKey, onReplaced, onClose }: NewKeyProps) {
  const [keepsOld, setKeepsOld] = useState('yes');
  const [own, setOwn] = useState('');
  const make = useMutation({
    mutationFn: () =>
      newSigningKey({
        ...(own === '' ? {} : { key: own }),
        ...(hasKey ? { keepPreviousForSeconds: keepsOld === 'yes' ? 86_400 : 0 } : {}),
      }),
    onSuccess: onReplaced,
  });
  if (make.isSuccess) return <KeyShownOnce value={make.data.signingKey} onClose={onClose} />;
  const fault = fieldErrors(make.error).key;
  return (
    <Stack>
      {hasKey && (
        <Radio.Group label="The key in use now" value={keepsOld} onChange={setKeepsOld}>
          <Stack gap="xs" mt="xs">
            <Radio value="yes" label="Keep it working for 24 hours, while your app changes over" />
            <Radio value="no" label="Stop it at once" />
          </Stack>
        </Radio.Group>
      )}
      <PasswordInput
        label="Your own key (optional)"
        description="At least 32 bytes. Leave it empty and a random one is made."
        autoComplete="off"
        value={own}
        error={fault}
        onChange={(event) => setOwn(event.currentTarget.value)}
      />
      {make.isError && fault === undefined && <Failure error={make.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          color={hasKey && keepsOld === 'no' ? 'red' : 'indigo'}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {own === '' ? 'Generate' : 'Use this key'}
        </Button>
      </Group>
    </Stack>
  );
}

function KeyShownOnce({
  value,
  onClose,
}: {
  readonly value: string;
  readonly onClose: () => void;
}) {
  return (
    <Stack>
      <Alert color="indigo" variant="light" title="Copy it now">
        <Text c="var(--mantine-color-text)">
          This is the only time that the key is shown. Your app needs the very same text.
        </Text>
      </Alert>
      <TextInput
        label="The new key"
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group justify="flex-end">
        <CopyButton value={value} label="Copy key" />
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
