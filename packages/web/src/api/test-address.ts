import type { AddressTest } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/test-address` */
export function testAddress(identityProviderUri: string): Promise<AddressTest> {
  const body = { identityProviderUri };
  return requestJson('api/settings/jwt/test-address', { method: 'POST', body });
}
