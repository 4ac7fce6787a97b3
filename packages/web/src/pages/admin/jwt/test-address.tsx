import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { fieldErrors } from '../../../api/api-error.ts';
import { addressTestQuery } from '../../../api/jwt-settings.ts';
import { Failure } from '../../../parts/failure.tsx';

/** Tests the address in the form, saved or not, and shows the result. */
export function TestAddress({ address }: { readonly address: string }) {
  const uri = address.trim();
  const test = useQuery({ ...addressTestQuery(uri), enabled: false });
  const fault = fieldErrors(test.error).identityProviderUri;
  const { data } = test;
  return (
    <>
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          loading={test.isFetching}
          disabled={uri === ''}
          onClick={() => void test.refetch()}
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
          {fault ?? data?.detail}
        </Text>
      </Group>
      {test.error !== null && fault === undefined && <Failure error={test.error} />}
    </>
  );
}
