import { type VerifiedToken, verifyLoginToken } from '@dashboard/login-token';
import type { JwtInForce } from '../../jwt-settings/jwt-source.ts';
import type { Site } from '../../site.ts';

/** A token as it came. */
export interface TokenText {
  readonly token: string;
  /** In characters (F2). */
  readonly maxTokenLength: number;
}

/**
 * Verifies a token's shape, algorithm, signature, times, audience and issuer (F2–F6; RFC 7519 §7.2).
 *
 * @param now in milliseconds
 * @throws TokenRefused
 */
export async function verifyToken(
  { token, maxTokenLength }: TokenText,
  { settings, keys }: Pick<JwtInForce, 'settings' | 'keys'>,
  site: Site,
  now: number,
): Promise<VerifiedToken> {
  const { issuer, audience, maxAgeSeconds } = settings;
  const ownAudiences = [site.address, site.address.slice(0, -1)];
  const trust = { keys, issuer, audience, ownAudiences, maxAgeSeconds };
  return verifyLoginToken(token, trust, now, { maxLength: maxTokenLength });
}
