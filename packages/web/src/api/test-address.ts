import type { AddressTest } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/test-address`. The form and its checklist share the result. */
export function addressTestQuery(identityProviderUri: string) {
  return queryOptions({
    queryKey: ['address-test', identityProviderUri],
    queryFn: () =>
      requestJson<AddressTest>('api/settings/jwt/test-address', {
        method: 'POST',
        body: { identityProviderUri },
      }),
    retry: false,
  });
}
