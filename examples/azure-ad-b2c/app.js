// An authentication app that lets Azure AD B2C sign people in (OpenID Connect, code flow with PKCE)
// and creates Dashboard's login token from B2C's claims: B2C signs with RS256, Dashboard accepts
// only HS256.
import {
  AuthenticationAppError,
  connectDashboard,
  readSignInRequest,
} from '@dashboard/authentication-app';
import express from 'express';
import * as oidc from 'openid-client';

const {
  DASHBOARD_URL = 'http://localhost:3000',
  SIGNING_KEY = '',
  B2C_ISSUER = '', // https://TENANT.b2clogin.com/tfp/TENANT-ID/POLICY/v2.0/
  B2C_CLIENT_ID = '',
  B2C_CLIENT_SECRET = '',
  APP_URL = 'http://localhost:3535',
  PORT = '3535',
} = process.env;
const redirectUri = `${APP_URL}/callback`;
const isLocal = APP_URL.startsWith('http:');

const { dashboard, b2c } = await connect().catch((error) => {
  console.error(error.message);
  process.exit(1);
});

/** Connects with both sides, or throws an error whose message says what to set. */
async function connect() {
  const dashboard = connectDashboard({ address: DASHBOARD_URL, signingKey: SIGNING_KEY });
  if (!URL.canParse(B2C_ISSUER) || B2C_CLIENT_ID === '' || B2C_CLIENT_SECRET === '')
    throw new Error('Set B2C_ISSUER, B2C_CLIENT_ID and B2C_CLIENT_SECRET: see README.md.');
  const isInsecure = B2C_ISSUER.startsWith('http://localhost');
  const options = { execute: isInsecure ? [oidc.allowInsecureRequests] : [] };
  const [issuer, secret] = [new URL(B2C_ISSUER), B2C_CLIENT_SECRET];
  const b2c = await oidc
    .discovery(issuer, B2C_CLIENT_ID, secret, undefined, options)
    .catch(({ message, cause }) => {
      throw new Error(`B2C_ISSUER does not answer as an issuer: ${cause?.code ?? message}`);
    });
  return { dashboard, b2c };
}

/** Pending sign-ins by their `state`, for ten minutes. Several processes need a shared store. */
const pending = new Map();

const app = express();

/** Dashboard redirects people here, and this redirects them to B2C. */
app.get('/login', async (req, res) => {
  const codeVerifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const request = readSignInRequest(req.query);
  pending.set(state, { request, codeVerifier, nonce, until: Date.now() + 600_000 });
  for (const [old, { until }] of pending) if (until < Date.now()) pending.delete(old);
  res.cookie('b2c_state', state, { httpOnly: true, sameSite: 'lax', secure: !isLocal });
  const parameters = {
    redirect_uri: redirectUri,
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  };
  res.redirect(oidc.buildAuthorizationUrl(b2c, parameters).href);
});

/** B2C redirects people back here, and this redirects them to Dashboard. */
app.get('/callback', async (req, res) => {
  const state = /(?:^|; )b2c_state=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1];
  const attempt = pending.get(state);
  pending.delete(state);
  if (attempt === undefined)
    return res.status(400).send('This sign-in expired. Start again from Dashboard.');
  if (req.query.error) return res.redirect(dashboard.refusalUrl(attempt.request));
  const tokens = await oidc.authorizationCodeGrant(b2c, new URL(req.originalUrl, APP_URL), {
    pkceCodeVerifier: attempt.codeVerifier,
    expectedState: state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  });
  res.redirect(await dashboard.answerUrl(personOf(tokens.claims()), attempt.request));
});

/** B2C's claims as a person. Local accounts have `emails`, a list; others may have `email`. */
function personOf({ sub, emails, email, given_name, family_name, groups, tfp, acr }) {
  return {
    id: sub,
    email: emails?.[0] ?? email,
    firstName: given_name,
    lastName: family_name,
    groups,
    attributes: { b2c_policy: tfp ?? acr ?? '' },
  };
}

/** Express recognises an error handler by its four parameters. */
app.use((error, _req, res, _next) => {
  console.error(`A sign-in failed: ${error.message}`);
  const isExplained = error instanceof AuthenticationAppError;
  const message = isExplained ? error.message : 'The log of this app has the reason.';
  res
    .status(isExplained ? 400 : 502)
    .type('text')
    .send(`The sign-in failed. ${message}`);
});

app.listen(Number(PORT), () => console.log(`The authentication app is ready at ${APP_URL}/login`));
