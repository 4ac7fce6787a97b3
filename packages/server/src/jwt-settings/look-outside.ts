import {
  type AddressTest,
  addressFault,
  appAddressFault,
  type Discovery,
} from '@dashboard/contract';
import { askOutside, OutsideFailed } from '../outbound/ask-outside.ts';
import type { Site } from '../site.ts';

/** Requests the address of the authentication app and describes the status of the response, never its body. */
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
  if (status < 300) return `Reachable (HTTP ${status}).`;
  if (status < 400) return `Reachable: it redirects, as many sign-in pages do (HTTP ${status}).`;
  if (status === 404) return `Not found (HTTP ${status}). Check the address.`;
  if (status < 500) return `Reachable, but returned HTTP ${status}.`;
  return `Server error (HTTP ${status}). Check the log of your app.`;
}

const nothing = { identityProviderUri: null, tokenEndpoint: null, logoutUri: null } as const;

function missed(detail: string): Discovery {
  return { ...nothing, found: false, offersHs256: false, detail };
}

/** Reads the metadata of a provider (OpenID Connect Discovery 1.0 §4). */
export async function discover(issuer: string): Promise<Discovery> {
  const fault = addressFault(issuer);
  if (fault !== null) return missed(fault);
  if (issuer.includes('?')) return missed('An issuer must not have a query (?…).');
  try {
    const path = '/.well-known/openid-configuration';
    const answer = await askOutside(issuer.replace(/\/$/, '') + path);
    if (answer.status !== 200) return missed(`HTTP ${answer.status} at ${path}. Check the issuer.`);
    return read(await answer.json(), issuer);
  } catch (error) {
    if (error instanceof OutsideFailed) return missed(error.message);
    if (error instanceof SyntaxError) return missed('The response is not JSON.');
    throw error;
  }
}

/** The metadata names another issuer than the requested one (OpenID Connect Discovery 1.0 §4.3). */
function otherIssuer(named: unknown, asked: string): Discovery {
  const isNearly = named === `${asked}/` || `${named}/` === asked;
  return missed(
    isNearly ? `The issuer must be exactly ${named}.` : 'The metadata names another issuer.',
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
      ? 'The provider can sign with HS256.'
      : 'The provider does not list HS256. Put your own app in front of it.',
  };
}
