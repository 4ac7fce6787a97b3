import { SignJWT } from 'jose';
import { AuthenticationAppError } from './authentication-app-error.ts';
import { claimsOf, type Person } from './person.ts';
import { signingKeyBytes } from './signing-key.ts';

export interface LoginTokenOptions {
  /** The key that Dashboard generated, as text. */
  readonly signingKey: string;
  /** `iss`: required if Dashboard's settings have an issuer. */
  readonly issuer?: string | undefined;
  /** `aud`: required if Dashboard's settings have an audience, or a client ID. */
  readonly audience?: string | undefined;
  /** `code_challenge`: the one of the sign-in request, in the flow with PKCE. */
  readonly codeChallenge?: string | null | undefined;
  /** `nonce`: the one of the sign-in request, over the back channel. */
  readonly nonce?: string | null | undefined;
  /** From 1 to 120; 60 unless set. The browser brings the token at once, so that is enough. */
  readonly lifetimeSeconds?: number | undefined;
  /** Epoch milliseconds; now unless set. */
  readonly now?: number | undefined;
}

const maxLifetimeSeconds = 120;
const maxTokenLength = 8 * 1024;

/**
 * Creates the login token: a JWT (RFC 7519) signed with HS256, valid for one sign-in within a
 * minute.
 *
 * @returns the token in compact form (RFC 7515 §3.1)
 * @throws AuthenticationAppError `key_invalid`, `key_too_short`, `lifetime_invalid`,
 * `token_too_long`, and the errors of `claimsOf`
 */
export async function makeLoginToken(person: Person, options: LoginTokenOptions): Promise<string> {
  const { lifetimeSeconds = 60, now = Date.now() } = options;
  const key = signingKeyBytes(options.signingKey);
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= maxLifetimeSeconds)) {
    throw new AuthenticationAppError(
      'lifetime_invalid',
      `The lifetime of a login token must be 1 to ${maxLifetimeSeconds} seconds.`,
    );
  }
  const issuedAt = Math.floor(now / 1000);
  const token = await new SignJWT({
    ...claimsOf(person),
    ...protocolClaims(options),
    iat: issuedAt,
    exp: issuedAt + Math.ceil(lifetimeSeconds),
    jti: crypto.randomUUID(),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(key);
  if (token.length <= maxTokenLength) return token;
  throw new AuthenticationAppError(
    'token_too_long',
    `The token is longer than ${maxTokenLength} characters: send fewer groups and attributes.`,
  );
}

function protocolClaims(options: LoginTokenOptions): Record<string, string> {
  const claims = {
    iss: options.issuer,
    aud: options.audience,
    code_challenge: options.codeChallenge,
    nonce: options.nonce,
  };
  const present = Object.entries(claims).filter(
    (claim): claim is [string, string] => claim[1] != null,
  );
  return Object.fromEntries(present);
}
