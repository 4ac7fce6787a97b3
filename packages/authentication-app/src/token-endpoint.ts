import { createClientCheck } from './authenticate-client.ts';
import type { CodeStore, IssuedCode } from './code-store.ts';
import { isSameText, randomText, sha256 } from './digest.ts';
import { makeLoginToken } from './make-login-token.ts';
import { TokenRequestRefused } from './token-request-refused.ts';

export interface TokenEndpointOptions {
  /** The key that Dashboard generated: the client's secret and the key of tokens. */
  readonly signingKey: string;
  /** `iss` of the tokens, the same as in Dashboard's settings. */
  readonly issuer: string;
  /** The endpoint's own address, the same as in Dashboard's settings. */
  readonly tokenEndpoint: string;
  /** Dashboard's client ID. */
  readonly clientId: string;
  readonly codes: CodeStore;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

type Form = ReadonlyMap<string, string>;

const maxBodyLength = 16 * 1024;

/**
 * The token endpoint (RFC 6749 §3.2) as one function: Dashboard's server exchanges a code for the
 * login token. It checks in this order: the request's form, the client, the code, and its PKCE
 * verifier (RFC 7636 §4.6). A code that is checked is used up, with any result.
 */
export function createTokenEndpoint(
  options: TokenEndpointOptions,
): (request: Request) => Promise<Response> {
  const { signingKey, issuer, tokenEndpoint, clientId, now = Date.now } = options;
  const checkClient = createClientCheck({
    signingKey,
    clientId,
    audiences: [issuer, tokenEndpoint],
  });

  return async (request) => {
    const authorization = request.headers.get('authorization');
    try {
      const form = await readForm(request);
      await checkClient(authorization, form, now());
      if (form.get('grant_type') !== 'authorization_code') {
        throw new TokenRequestRefused(
          'unsupported_grant_type',
          'The grant_type must be authorization_code.',
        );
      }
      return answer(200, await tokenAnswer(await redeemCode(options, form, now()), options, now()));
    } catch (error) {
      if (error instanceof TokenRequestRefused) return refusal(error, authorization);
      throw error;
    }
  };
}

async function readForm(request: Request): Promise<Form> {
  if (request.method !== 'POST') {
    throw new TokenRequestRefused('invalid_request', 'The method must be POST.', 405);
  }
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') {
    throw new TokenRequestRefused('invalid_request', 'The body must be form-encoded.');
  }
  const body = await readBody(request);
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) {
      throw new TokenRequestRefused('invalid_request', 'A parameter appears twice.');
    }
    // One without a value counts as absent (RFC 6749 §3.2).
    if (value !== '') form.set(name, value);
  }
  return form;
}

/** Reads no further than the maximum length: the client is not authenticated yet. */
async function readBody({ body }: Request): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return text;
    text += value;
    if (text.length <= maxBodyLength) continue;
    await reader?.cancel();
    throw new TokenRequestRefused('invalid_request', 'The body is too large.', 413);
  }
}

async function redeemCode(
  { codes, clientId }: TokenEndpointOptions,
  form: Form,
  now: number,
): Promise<IssuedCode> {
  const code = form.get('code');
  if (code === undefined) throw new TokenRequestRefused('invalid_request', 'There is no code.');
  const issued = await codes.take(await sha256(code));
  if (issued === null || issued.expiresAt <= now || issued.clientId !== clientId) {
    throw new TokenRequestRefused('invalid_grant', 'The code is unknown, used or too old.');
  }
  if (form.get('redirect_uri') !== issued.redirectUri) {
    throw new TokenRequestRefused(
      'invalid_grant',
      'The redirect_uri differs from that of the request.',
    );
  }
  await checkVerifier(form.get('code_verifier') ?? null, issued.codeChallenge);
  return issued;
}

/** Neither side can omit PKCE if the other uses it (RFC 9700 §2.1.1). */
async function checkVerifier(verifier: string | null, challenge: string | null): Promise<void> {
  if (verifier === null && challenge === null) return;
  if (verifier !== null && challenge !== null && /^[\w.~-]{43,128}$/.test(verifier)) {
    if (await isSameText(await sha256(verifier), challenge)) return;
  }
  throw new TokenRequestRefused('invalid_grant', 'The code_verifier does not match the request.');
}

async function tokenAnswer(issued: IssuedCode, options: TokenEndpointOptions, now: number) {
  const { signingKey, issuer, clientId } = options;
  return {
    id_token: await makeLoginToken(issued.person, {
      signingKey,
      issuer,
      audience: clientId,
      nonce: issued.nonce,
      now,
    }),
    token_type: 'Bearer',
    // RFC 6749 §5.1 requires one, and strict clients insist. It gives access to nothing: Dashboard
    // reads only the other.
    access_token: randomText(),
    expires_in: 1,
  };
}

function refusal({ error, message, status }: TokenRequestRefused, authorization: string | null) {
  const headers: Record<string, string> = {};
  if (status === 405) headers.allow = 'POST';
  if (status === 401 && authorization !== null)
    headers['www-authenticate'] = 'Basic realm="token endpoint"';
  return answer(status, { error, error_description: message }, headers);
}

/** No cache may store this response (RFC 6749 §5.1). */
function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return Response.json(body, {
    status,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache', ...headers },
  });
}
