import type { SignInTrial } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/try-sign-in`: leaves for the app's sign-in page; the JWT form is where it ends. */
export async function trySigningIn(): Promise<void> {
  const { location } = await requestJson<SignInTrial>('api/settings/jwt/try-sign-in', {
    method: 'POST',
  });
  window.location.assign(location);
}
