import { Alert, Button, Group, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { newSigningKey } from '../../../api/new-signing-key.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Failure } from '../../../ui/failure.tsx';

interface NewKeyProps {
  readonly hasKey: boolean;
  readonly onReplaced: () => void;
  readonly onClose: () => void;
}

/** Makes a key or takes one, and shows it the one time that it is shown. */
export function NewKey({ hasKey, onReplaced, onClose }: NewKeyProps) {
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
        description="At least 32 characters. Leave it empty and a random one is made."
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
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
        <CopyButton value={value} label="Copy key" isMain />
      </Group>
    </Stack>
  );
}
