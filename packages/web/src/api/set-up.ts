import type { Setup, SignedIn } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/setup`: creates the first administrator and signs them in. */
export function setUp(body: Setup): Promise<SignedIn> {
  return requestJson<SignedIn>('api/setup', { method: 'POST', body });
}
