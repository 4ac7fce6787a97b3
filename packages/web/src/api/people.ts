import type {
  AccountDetail,
  AccountList,
  AccountPatch,
  AccountQuery,
  NewAccount,
} from '@dashboard/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request, requestJson } from './request.ts';
import { searchParams } from './search-params.ts';
import { readVersioned, type Versioned } from './versioned.ts';

export const peopleKeys = { all: ['people'], lists: ['people', 'list'] } as const;

/** `GET /api/accounts`; the previous page stays visible while the next one loads. */
export function peopleQuery(filter: AccountQuery) {
  return queryOptions({
    queryKey: [...peopleKeys.lists, filter],
    queryFn: ({ signal }) =>
      requestJson<AccountList>(`api/accounts?${searchParams(filter)}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** `GET /api/accounts/:id` */
export function personQuery(id: number) {
  return queryOptions({
    queryKey: [...peopleKeys.all, id],
    queryFn: async ({ signal }) =>
      readVersioned<AccountDetail>(await request(`api/accounts/${id}`, { signal })),
    staleTime: 0,
  });
}

/** `POST /api/accounts` */
export function addPerson(body: NewAccount): Promise<AccountDetail> {
  return requestJson<AccountDetail>('api/accounts', { method: 'POST', body });
}

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

/** `DELETE /api/accounts/:id` */
export async function deletePerson(id: number, etag: string | null): Promise<void> {
  await request(`api/accounts/${id}`, { method: 'DELETE', ifMatch: etag });
}

/**
 * `POST /api/accounts/:id/password`: signs the person out everywhere. `once` makes it a one-time
 * password.
 */
export async function setPersonPassword(
  id: number,
  body: { readonly password: string; readonly once: boolean },
): Promise<void> {
  await request(`api/accounts/${id}/password`, { method: 'POST', body });
}

/** `DELETE /api/accounts/:id/sessions`: signs a person out everywhere. */
export async function signPersonOut(id: number): Promise<void> {
  await request(`api/accounts/${id}/sessions`, { method: 'DELETE' });
}
