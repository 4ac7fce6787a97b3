import { createServer } from 'node:http';
import { importSigningKey, signLoginToken } from '../packages/login-token/src/index.ts';
import { freePort } from '../packages/server/src/testing/free-port.ts';

export const superb = 'question/1-superb-question';
export const signingKey = 'a signing key that both sides share, of many bytes';

/** An authentication app that signs every person in at once. It returns `state` and the challenge, or not. */
export async function startEagerApp(
  dashboardAddress: string,
  email: () => string,
  handsBack = false,
) {
  const port = await freePort();
  const key = await importSigningKey(signingKey);
  const server = createServer(async (request, response) => {
    const sent = new URL(request.url ?? '', dashboardAddress).searchParams;
    const iat = Math.floor(Date.now() / 1000);
    const challenge = handsBack && { code_challenge: sent.get('code_challenge') ?? '' };
    const claims = { email: email(), iat, jti: crypto.randomUUID(), ...challenge };
    const token = await signLoginToken(claims, key);
    const state = handsBack ? `&state=${sent.get('state')}` : '';
    const location = `${dashboardAddress}auth/sso?jwt=${token}&return_to=/${superb}${state}`;
    response.writeHead(302, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, stop: () => server.close() };
}
