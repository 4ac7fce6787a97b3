import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * The minimum cost of a sign-in: one HMAC and a map in memory. Nothing is durable, nothing else is
 * checked.
 */
const key = process.env.SIGNING_KEY ?? '';
const sessions = new Map<string, string>();

createServer((request, response) => {
  const url = request.url ?? '';
  if (url.startsWith('/auth/sso?jwt=')) {
    const token = url.slice(14, url.indexOf('&'));
    const dot = token.lastIndexOf('.');
    const expected = createHmac('sha256', key).update(token.slice(0, dot)).digest();
    const given = Buffer.from(token.slice(dot + 1), 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return response.writeHead(401).end();
    }
    const id = randomBytes(32).toString('base64url');
    const claims = Buffer.from(token.slice(token.indexOf('.') + 1, dot), 'base64url').toString();
    sessions.set(id, claims);
    return response
      .writeHead(302, { location: '/question/1', 'set-cookie': `session=${id}; HttpOnly` })
      .end();
  }
  const claims = sessions.get((request.headers.cookie ?? '').slice('session='.length));
  if (claims === undefined) return response.writeHead(401).end();
  return response.writeHead(200, { 'content-type': 'application/json' }).end(claims);
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
