import type { SignInTrial } from '@dashboard/contract';
import { requestJson } from './request.ts';

/**
 * `POST /api/settings/jwt/try-sign-in`: opens the app's sign-in page, which returns to the JWT
 * form.
 */
export async function trySigningIn(): Promise<void> {
  const { location } = await requestJson<SignInTrial>('api/settings/jwt/try-sign-in', {
    method: 'POST',
  });
  window.location.assign(location);
}
