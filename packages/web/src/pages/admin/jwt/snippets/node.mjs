import { createHmac, randomUUID } from 'node:crypto';

const key = process.env.SIGNING_KEY; // the signing key, exactly as shown

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The URL to redirect a signed-in user to. `query`: the parameters of the request to your page. */
export function dashboardAddress(query, person) {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { ...person, iat, exp: iat + 60, jti: randomUUID() };
  if (query.code_challenge) claims.code_challenge = query.code_challenge;
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const jwt = `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  const answer = new URLSearchParams({ jwt });
  for (const name of ['return_to', 'state']) if (query[name]) answer.set(name, query[name]);
  return `http://localhost:3000/auth/sso?${answer}`;
}

// response.redirect(dashboardAddress(request.query, { email, sub, first_name, last_name, groups }));
