import {
  type AddressTest,
  addressFault,
  appAddressFault,
  type Discovery,
} from '@dashboard/contract';
import { askOutside, OutsideFailed } from '../outbound/ask-outside.ts';
import type { Site } from '../site.ts';

/** Asks the authentication app's address, and says what came back: the status, never the body. */
export async function testAddress(identityProviderUri: string, site: Site): Promise<AddressTest> {
  const fault = appAddressFault(identityProviderUri, site.address);
  if (fault !== null) return { reached: false, status: null, detail: fault };
  if (addressFault(identityProviderUri) !== null)
    return { reached: false, status: null, detail: notTested };
  try {
    const { status } = await askOutside(identityProviderUri);
    return { reached: true, status, detail: sentenceFor(status) };
  } catch (error) {
    if (!(error instanceof OutsideFailed)) throw error;
    return { reached: false, status: null, detail: error.message };
  }
}

const notTested =
  'Dashboard tests only https:// addresses, and http:// on this machine. Open the address in your browser instead.';

function sentenceFor(status: number): string {
  if (status < 300) return 'A page came back.';
  if (status < 400) return 'It redirects, as many sign-in pages do.';
  if (status === 404) return 'There is no page at this address.';
  if (status < 500) return 'It answers, and refuses a request without more.';
  return 'It answers with a failure of its own.';
}

const nothing = { identityProviderUri: null, tokenEndpoint: null, logoutUri: null } as const;

function missed(detail: string): Discovery {
  return { ...nothing, found: false, offersHs256: false, detail };
}

/** Reads what a provider says of itself (OpenID Connect Discovery 1.0 §4). */
export async function discover(issuer: string): Promise<Discovery> {
  const fault = addressFault(issuer);
  if (fault !== null) return missed(fault);
  if (issuer.includes('?')) return missed('An issuer’s address has no query (?…).');
  try {
    const path = '/.well-known/openid-configuration';
    const answer = await askOutside(issuer.replace(/\/$/, '') + path);
    if (answer.status !== 200) return missed(`It answered ${answer.status} at ${path}.`);
    return read(await answer.json(), issuer);
  } catch (error) {
    if (error instanceof OutsideFailed) return missed(error.message);
    if (error instanceof SyntaxError) return missed('Its document is not JSON.');
    throw error;
  }
}

/** Its document is another issuer's than the one that was asked (OpenID Connect Discovery 1.0 §4.3). */
function otherIssuer(named: unknown, asked: string): Discovery {
  const isNearly = named === `${asked}/` || `${named}/` === asked;
  return missed(
    isNearly ? `The issuer is ${named}, to the letter.` : 'Its document names another issuer.',
  );
}

function read(document: unknown, issuer: string): Discovery {
  const said = (typeof document === 'object' && document !== null ? document : {}) as Readonly<
    Record<string, unknown>
  >;
  if (said.issuer !== issuer) return otherIssuer(said.issuer, issuer);
  const address = (name: string) => {
    const value = said[name];
    return typeof value === 'string' && addressFault(value) === null ? new URL(value).href : null;
  };
  const algorithms = said.id_token_signing_alg_values_supported;
  const offersHs256 = Array.isArray(algorithms) && algorithms.includes('HS256');
  return {
    found: true,
    identityProviderUri: address('authorization_endpoint'),
    tokenEndpoint: address('token_endpoint'),
    logoutUri: address('end_session_endpoint'),
    offersHs256,
    detail: offersHs256
      ? 'It can sign with HS256.'
      : 'It does not say that it can sign with HS256: put an app of your own in front of it.',
  };
}
