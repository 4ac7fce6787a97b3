// An authentication app: it signs people in and tells Dashboard who they are, with a signed token.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { SignJWT } from 'jose';

const { DASHBOARD_URL = 'http://localhost:3000', SIGNING_KEY = '', PORT = '3535' } = process.env;
if (Buffer.byteLength(SIGNING_KEY) < 32) {
  console.error('Set SIGNING_KEY to the key that Dashboard generated: SIGNING_KEY=… npm start');
  process.exit(1);
}

// Replace these with your own users: a database or a directory.
const people = [
  {
    sub: '1',
    email: 'rene@example.com',
    password: 'one',
    first_name: 'Rene',
    last_name: 'Example',
    groups: ['Engineer'],
  },
  {
    sub: '2',
    email: 'kim@example.com',
    password: 'two',
    first_name: 'Kim',
    last_name: 'Example',
    groups: ['Engineer', 'People'],
  },
];

const app = express();
app.use(express.urlencoded({ extended: false }));

/** Dashboard redirects people here, with `return_to` and `state`; with PKCE also `code_challenge`. */
app.get('/login', (req, res) => {
  res.send(form(req.query));
});

app.post('/login', async (req, res) => {
  const { email, password, ...request } = req.body ?? {};
  const person = people.find((known) => known.email === email && known.password === password);
  if (person === undefined) return res.status(403).send(form(request, 'Wrong email or password.'));
  res.redirect(answerUrl(await makeToken(person, request), request));
});

/** The login token. It works once. In the flow with PKCE it contains the challenge of the request. */
function makeToken({ password, ...claims }, { code_challenge }) {
  return new SignJWT(code_challenge ? { ...claims, code_challenge } : claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('1 minute')
    .setJti(randomUUID())
    .sign(new TextEncoder().encode(SIGNING_KEY));
}

/** The address to redirect back to: with the token, and with Dashboard's parameters unchanged. */
function answerUrl(token, { return_to, state }) {
  const url = new URL(
    'auth/sso',
    DASHBOARD_URL.endsWith('/') ? DASHBOARD_URL : `${DASHBOARD_URL}/`,
  );
  url.searchParams.set('jwt', token);
  if (return_to) url.searchParams.set('return_to', return_to);
  if (state) url.searchParams.set('state', state);
  return url.href;
}

function form({ return_to = '', state = '', code_challenge = '' }, problem = '') {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in</title><h1>Example company</h1><p role="alert">${problem}</p>
<form method="post" action="/login">
  <input type="hidden" name="return_to" value="${escapeHtml(return_to)}">
  <input type="hidden" name="state" value="${escapeHtml(state)}">
  <input type="hidden" name="code_challenge" value="${escapeHtml(code_challenge)}">
  <p><label>Email <input name="email" type="email" required></label></p>
  <p><label>Password <input name="password" type="password" required></label></p>
  <button>Sign in</button>
</form>`;
}

function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

app.listen(Number(PORT), () =>
  console.log(`The authentication app is ready at http://localhost:${PORT}/login`),
);
