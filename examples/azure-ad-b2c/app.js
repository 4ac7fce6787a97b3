// An authentication app that lets Azure AD B2C sign people in (OpenID Connect, code flow with PKCE) and
// makes Dashboard's login token from what B2C says of them: B2C signs with RS256, Dashboard takes HS256.
import { connectDashboard, readSignInRequest } from '@dashboard/authentication-app';
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
const isLocal = new URL(APP_URL).protocol === 'http:';

const dashboard = connectDashboard({ address: DASHBOARD_URL, signingKey: SIGNING_KEY });
const b2c = await oidc.discovery(new URL(B2C_ISSUER), B2C_CLIENT_ID, B2C_CLIENT_SECRET, undefined, {
  execute: B2C_ISSUER.startsWith('http://localhost') ? [oidc.allowInsecureRequests] : [],
});

/** Sign-ins under way, by their `state`, for ten minutes. Several processes need a store they share. */
const pending = new Map();

const app = express();

/** Dashboard sends people here; they go on to B2C. */
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

/** B2C sends people back here; they go on to Dashboard. */
app.get('/callback', async (req, res) => {
  const state = /(?:^|; )b2c_state=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1];
  const attempt = pending.get(state);
  pending.delete(state);
  if (attempt === undefined) return res.status(400).send('Start again from Dashboard.');
  if (req.query.error) return res.redirect(dashboard.refusalUrl(attempt.request));
  const tokens = await oidc.authorizationCodeGrant(b2c, new URL(req.originalUrl, APP_URL), {
    pkceCodeVerifier: attempt.codeVerifier,
    expectedState: state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  });
  res.redirect(await dashboard.answerUrl(personOf(tokens.claims()), attempt.request));
});

/** B2C's claims in Dashboard's words. Local accounts have `emails`, a list; others may have `email`. */
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

app.listen(Number(PORT), () => console.log(`The authentication app is ready at ${APP_URL}/login`));
