import { readSigningKey, signingKeyFault, signingKeyWarning } from '@dashboard/contract';
import { Alert, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { newSigningKey } from '../../../api/jwt-settings.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { PasswordInput } from '../../../parts/password-input.tsx';

interface NewKeyProps {
  readonly hasKey: boolean;
  readonly onReplaced: () => void;
  readonly onClose: () => void;
}

/** Generates a key, or replaces it with one of the administrator's own, and shows it once. */
export function NewKey({ hasKey, onReplaced, onClose }: NewKeyProps) {
  const [keepsOld, setKeepsOld] = useState('yes');
  const [own, setOwn] = useState('');
  const key = readSigningKey(own);
  const make = useMutation({
    mutationFn: () =>
      newSigningKey({
        ...(key === '' ? {} : { key }),
        ...(hasKey ? { keepPreviousForSeconds: keepsOld === 'yes' ? 86_400 : 0 } : {}),
      }),
    onSuccess: onReplaced,
  });
  if (make.isSuccess) return <KeyShownOnce value={make.data.signingKey} onClose={onClose} />;
  const fault = fieldErrors(make.error).key;
  const isTooWeak = key !== '' && signingKeyFault(key) !== null;
  const warning = key === '' || isTooWeak ? null : signingKeyWarning(key);
  return (
    <Stack>
      {hasKey && (
        <Radio.Group label="Current key" value={keepsOld} onChange={setKeepsOld}>
          <Stack gap="xs" mt="xs">
            <Radio value="yes" label="Keep it valid for 24 hours, while you update your app" />
            <Radio value="no" label="Revoke it now" />
          </Stack>
        </Radio.Group>
      )}
      <Text size="sm">
        The new key is saved at once. It does not wait until you save the JWT settings.
      </Text>
      {hasKey && (
        <PasswordInput
          label="New key"
          description="Type or paste a key of at least 32 characters. Leave it empty to generate a random one."
          autoComplete="off"
          value={own}
          error={fault}
          onChange={(event) => {
            setOwn(event.currentTarget.value);
            make.reset();
          }}
        />
      )}
      {warning !== null && (
        <Alert color="yellow" variant="light">
          <Text size="sm" c="var(--mantine-color-text)">
            {warning}
          </Text>
        </Alert>
      )}
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
          {key === '' ? 'Generate' : 'Use this key'}
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
      <Alert color="indigo" variant="light" title="Copy the key now">
        <Text c="var(--mantine-color-text)">
          This key is shown only once. Copy it into your app exactly as shown. It is saved already.
        </Text>
      </Alert>
      <TextInput
        label="The new key"
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
        <CopyButton value={value} label="Copy key" isMain />
      </Group>
    </Stack>
  );
}
