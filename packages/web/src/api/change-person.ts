import type { AccountDetail, AccountPatch } from '@dashboard/contract';
import { request } from './request.ts';
import { readVersioned, type Versioned } from './versioned.ts';

/** `PATCH /api/accounts/:id`; throws `changed_meanwhile` if `etag` is not the current version. */
export async function changePerson(
  id: number,
  body: AccountPatch,
  etag: string | null,
): Promise<Versioned<AccountDetail>> {
  return readVersioned(
    await request(`api/accounts/${id}`, { method: 'PATCH', body, ifMatch: etag }),
  );
}
