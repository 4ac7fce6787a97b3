import { errors, jwtVerify } from 'jose';
import { isSameText } from './digest.ts';
import { signingKeyBytes, signingKeyText } from './signing-key.ts';
import { TokenRequestRefused } from './token-request-refused.ts';

/** The only client: Dashboard, whose secret is the signing key (OpenID Connect Core §10.1). */
export interface Client {
  readonly clientId: string;
  readonly signingKey: string;
  /** The accepted audiences of an assertion: the issuer and the token endpoint. */
  readonly audiences: readonly string[];
}

/** The credentials of the client, in one of three forms (OpenID Connect Core §9). */
type Credentials =
  | { readonly clientId: string; readonly secret: string }
  | { readonly assertion: string };

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const clockToleranceSeconds = 60;
const maxAssertionSeconds = 600;

/**
 * Creates the client authentication of token requests: `client_secret_basic`, `client_secret_post`
 * or `client_secret_jwt`. An assertion works once (RFC 7523 §3).
 */
export function createClientCheck(client: Client) {
  const usedAssertions = new Map<string, number>();

  function useOnce(jti: string, until: number, now: number): void {
    for (const [used, its] of usedAssertions) if (its < now) usedAssertions.delete(used);
    if (usedAssertions.has(jti)) throw unknownClient('The assertion was used before.');
    usedAssertions.set(jti, until);
  }

  /**
   * @param authorization the request's `Authorization` header
   * @param now epoch milliseconds
   * @throws TokenRequestRefused `invalid_client`, `invalid_request`
   */
  return async (
    authorization: string | null,
    form: ReadonlyMap<string, string>,
    now: number,
  ): Promise<void> => {
    const credentials = readCredentials(authorization, form);
    if ('assertion' in credentials) {
      const { jti, exp } = await verifyAssertion(credentials.assertion, client, now);
      return useOnce(jti, (exp + clockToleranceSeconds) * 1000, now);
    }
    const isClient = await isSameText(credentials.clientId, client.clientId);
    const isSecret = await isSameText(credentials.secret, signingKeyText(client.signingKey));
    if (!isClient || !isSecret) throw unknownClient('The client ID or its secret is wrong.');
  };
}

/** Exactly one method at a time (RFC 6749 §2.3). */
function readCredentials(
  authorization: string | null,
  form: ReadonlyMap<string, string>,
): Credentials {
  const clientId = form.get('client_id') ?? null;
  const secret = form.get('client_secret') ?? null;
  const assertion = form.get('client_assertion') ?? null;
  const ways = [authorization, secret, assertion].filter((way) => way !== null);
  if (ways.length > 1)
    throw new TokenRequestRefused('invalid_request', 'The client authenticates in two ways.');
  if (authorization !== null) return readBasic(authorization, clientId);
  if (assertion !== null) {
    if (form.get('client_assertion_type') === assertionType) return { assertion };
    throw unknownClient('The client_assertion_type is not jwt-bearer.');
  }
  if (clientId !== null && secret !== null) return { clientId, secret };
  throw unknownClient('The client does not authenticate.');
}

/** ID and secret are form-encoded before they are joined (RFC 6749 §2.3.1). */
function readBasic(authorization: string, formClientId: string | null): Credentials {
  const [, encoded = ''] = /^Basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
  try {
    const text = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    const colon = text.indexOf(':');
    if (colon > 0) {
      const [clientId, secret] = [text.slice(0, colon), text.slice(colon + 1)].map(formDecode);
      const isSame = formClientId === null || formClientId === clientId;
      if (clientId !== undefined && secret !== undefined && isSame) return { clientId, secret };
    }
  } catch {
    // The error follows below: an invalid header names no client.
  }
  throw unknownClient('The Authorization header is not valid client authentication.');
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

async function verifyAssertion(assertion: string, client: Client, now: number) {
  try {
    const { payload } = await jwtVerify(assertion, signingKeyBytes(client.signingKey), {
      algorithms: ['HS256'],
      issuer: client.clientId,
      subject: client.clientId,
      audience: [...client.audiences],
      requiredClaims: ['exp', 'jti'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now),
    });
    const { jti, exp } = payload;
    const isShort = exp !== undefined && exp <= now / 1000 + maxAssertionSeconds;
    if (typeof jti === 'string' && isShort) return { jti, exp };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
  }
  throw unknownClient('The client assertion is not valid.');
}

function unknownClient(description: string): TokenRequestRefused {
  return new TokenRequestRefused('invalid_client', description, 401);
}
