import type { AddressTest } from '@dashboard/contract';
import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { fieldErrors } from '../../../api/api-error.ts';
import { testAddress } from '../../../api/test-address.ts';
import { Failure } from '../../../ui/failure.tsx';

/** Asks the address as it stands in the form, and says what came back. */
export function TestAddress({ address }: { readonly address: string }) {
  const test = useMutation({ mutationFn: testAddress });
  const fault = fieldErrors(test.error).identityProviderUri;
  const { data } = test;
  return (
    <>
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          loading={test.isPending}
          disabled={address.trim() === ''}
          onClick={() => test.mutate(address.trim())}
        >
          Test
        </Button>
        <Text
          role="status"
          size="sm"
          flex={1}
          miw={200}
          c={data?.reached === true ? 'dimmed' : 'var(--mantine-color-error)'}
        >
          {fault ?? (data && sentenceOf(data))}
        </Text>
      </Group>
      {test.isError && fault === undefined && <Failure error={test.error} />}
    </>
  );
}

function sentenceOf({ detail, status }: AddressTest): string {
  return status === null ? detail : `${detail} (${status})`;
}
