import * as oauth from 'oauth4webapi';
import { oneLine } from '../../audit/one-line.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { askOutside, OutsideFailed } from '../../outbound/ask-outside.ts';
import { readJsonObject } from '../../read-json-object.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';

/** A code as it came back, with what the attempt remembers. */
export interface CodeToExchange {
  readonly code: string;
  readonly state: string;
  /** The issuer that the answer names (RFC 9207), or null. */
  readonly issuer: string | null;
  readonly verifier: string | null;
  readonly redirectUri: string;
}

export type BackChannel = Pick<JwtSettings, 'clientId' | 'clientAuthentication'> & {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** The signing key's text, which is the client secret too (OpenID Connect Core §10.1). */
  readonly clientSecret: string;
};

/** What the token endpoint returned for a code; an ID token must repeat the `nonce`. */
export interface ExchangedToken {
  readonly token: string;
  readonly kind: 'id_token' | 'jwt';
}

const authentications = {
  client_secret_basic: oauth.ClientSecretBasic,
  client_secret_post: oauth.ClientSecretPost,
  client_secret_jwt: oauth.ClientSecretJwt,
} as const;

/**
 * Exchanges a code at the token endpoint for a token (C1, C2; RFC 6749 §4.1.3).
 *
 * @throws SignInRefused `code_exchange_failed`; its detail has what the endpoint reported
 */
export async function exchangeCode(
  { issuer, tokenEndpoint, clientId, clientAuthentication, clientSecret }: BackChannel,
  { code, state, issuer: answeredIssuer, verifier, redirectUri }: CodeToExchange,
): Promise<ExchangedToken> {
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: tokenEndpoint };
  const client: oauth.Client = { client_id: clientId };
  const answered = new URLSearchParams({ code, state });
  if (answeredIssuer !== null) answered.set('iss', answeredIssuer);
  try {
    const parameters = oauth.validateAuthResponse(server, client, answered, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentications[clientAuthentication](clientSecret),
      parameters,
      redirectUri,
      verifier ?? oauth.nopkce,
      {
        [oauth.allowInsecureRequests]: new URL(tokenEndpoint).protocol === 'http:',
        [oauth.customFetch]: (url, { method, headers, body }) =>
          askOutside(url, { method, headers, body: String(body ?? '') }),
      },
    );
    return await readAnswer(answer);
  } catch (error) {
    if (error instanceof SignInRefused) throw error;
    if (error instanceof OutsideFailed) throw failed(`The token endpoint: ${error.message}`);
    throw failed(`The answer could not be used: ${error instanceof Error ? error.message : error}`);
  }
}

async function readAnswer(answer: Response): Promise<ExchangedToken> {
  const text = await answer.text();
  const members = readJsonObject(text);
  if (answer.status !== 200) {
    const said = [members?.error, members?.error_description].filter(
      (part) => typeof part === 'string',
    );
    const words = said.length === 0 ? '' : `: ${oneLine(said.join(': ').replace(/\.$/, ''))}`;
    throw failed(`The token endpoint answered ${answer.status}${words}.`);
  }
  if (members === null) throw failed('The token endpoint did not answer with a JSON object.');
  if (typeof members.id_token === 'string') return { token: members.id_token, kind: 'id_token' };
  if (typeof members.jwt === 'string') return { token: members.jwt, kind: 'jwt' };
  throw failed('The token endpoint’s answer has neither “id_token” nor “jwt”.');
}

function failed(detail: string): SignInRefused {
  return new SignInRefused('code_exchange_failed', 'C4', detail);
}
