import type { PasswordLogin, PasswordLoginInput } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import { readVersioned, type Versioned } from './versioned.ts';

/** `GET /api/settings/password-login` */
export const passwordLoginQuery = queryOptions({
  queryKey: ['settings', 'password-login'],
  queryFn: async ({ signal }) =>
    readVersioned<PasswordLogin>(await request('api/settings/password-login', { signal })),
  staleTime: 0,
});

/**
 * `PATCH /api/settings/password-login`; throws `would_lock_out` if no administrator could sign in
 * then.
 */
export async function changePasswordLogin(
  body: PasswordLoginInput,
  etag: string | null,
): Promise<Versioned<PasswordLogin>> {
  return readVersioned(
    await request('api/settings/password-login', { method: 'PATCH', body, ifMatch: etag }),
  );
}
