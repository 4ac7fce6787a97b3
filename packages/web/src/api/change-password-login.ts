import type { PasswordLogin, PasswordLoginInput } from '@dashboard/contract';
import { request } from './request.ts';
import { readVersioned, type Versioned } from './versioned.ts';

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
