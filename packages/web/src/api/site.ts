import type { Properties, Setup, SignedIn } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** `GET /api/properties` */
export const propertiesQuery = queryOptions({
  queryKey: ['properties'],
  queryFn: ({ signal }) => requestJson<Properties>('api/properties', { signal }),
});

/** `POST /api/setup`: creates the first administrator and signs them in. */
export function setUp(body: Setup): Promise<SignedIn> {
  return requestJson<SignedIn>('api/setup', { method: 'POST', body });
}
