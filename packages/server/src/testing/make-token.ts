import { type Claims, importSigningKey, signLoginToken } from '@dashboard/login-token';
import { testSigningKey } from './test-server.ts';

let count = 0;

/** A valid token for a new person; `claims` changes it, and undefined removes a claim. */
export async function makeToken(
  clock: { readonly now: number },
  claims: Readonly<Record<string, unknown>> = {},
  signingKey = testSigningKey,
): Promise<string> {
  const iat = Math.floor(clock.now / 1000);
  const whole: Record<string, unknown> = {
    email: newEmail(),
    iat,
    exp: iat + 60,
    jti: `jti ${nextNumber()}`,
    ...claims,
  };
  const present = Object.fromEntries(
    Object.entries(whole).filter(([, value]) => value !== undefined),
  );
  return signLoginToken(present as Claims, await importSigningKey(signingKey));
}

/** An address that no other test has. */
export function newEmail(): string {
  return `person-${nextNumber()}-${process.pid}@example.com`;
}

/** The address that an authentication app sends the browser back to. */
export function answerPath(
  token: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return `auth/sso?${new URLSearchParams({ jwt: token, ...parameters })}`;
}

function nextNumber(): number {
  count += 1;
  return count;
}
