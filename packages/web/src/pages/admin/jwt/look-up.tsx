import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { discoverProvider } from '../../../api/jwt-settings.ts';
import { Failure } from '../../../parts/failure.tsx';
import type { JwtFields } from './jwt-fields.ts';

/** Looks up an OpenID provider's addresses by its issuer, and fills them in without saving. */
export function LookUp({ fields }: { readonly fields: JwtFields }) {
  const { draft, set } = fields;
  const [issuer, setIssuer] = useState(draft.issuer);
  const lookUp = useMutation({
    mutationFn: discoverProvider,
    onSuccess: (provider, asked) => {
      if (!provider.found) return;
      set('issuer', asked);
      set('identityProviderUri', provider.identityProviderUri ?? '');
      set('tokenEndpoint', provider.tokenEndpoint ?? '');
      set('logoutUri', provider.logoutUri ?? '');
    },
  });
  const { data } = lookUp;
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm" wrap="nowrap">
        <TextInput
          label="Issuer to look up"
          type="url"
          flex={1}
          placeholder="https://id.example.com"
          value={issuer}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <Button
          variant="default"
          loading={lookUp.isPending}
          disabled={issuer.trim() === ''}
          onClick={() => lookUp.mutate(issuer.trim())}
        >
          Look up
        </Button>
      </Group>
      {lookUp.isError && <Failure error={lookUp.error} />}
      {data !== undefined && (
        <Alert
          role="status"
          color={data.found && data.offersHs256 ? 'green' : 'red'}
          title={data.found ? 'Found' : 'Not found'}
        >
          <Text c="var(--mantine-color-text)">
            {data.found && 'Its addresses are filled in but not saved yet. '}
            {data.detail}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}
