import type { Database } from '../db/database.ts';
import { isJwtUsable, type JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { JwtInForce, JwtSource } from '../jwt-settings/jwt-source.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** Settings with which people do sign in: the address is there. */
export type JwtInUse = Omit<JwtInForce, 'settings'> & {
  readonly settings: JwtSettings & { readonly identityProviderUri: string };
};

/**
 * The settings and keys in force, where JWT is switched on and complete (S7).
 *
 * @throws SignInRefused `sso_not_configured`
 */
export async function jwtInUse(
  { jwt, database }: { readonly jwt: JwtSource; readonly database: Database },
  now: number,
): Promise<JwtInUse> {
  const inForce = await jwt.inForce(database.read, now);
  const { settings, keys } = inForce;
  if (!isJwtUsable(settings, keys.length > 0)) {
    throw new SignInRefused(
      'sso_not_configured',
      'S7',
      'JWT is switched off, or its address or key is missing.',
    );
  }
  // `isJwtUsable` has seen the address; nothing is copied, since every sign-in comes by here.
  return inForce as JwtInUse;
}
