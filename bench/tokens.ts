import { createHmac } from 'node:crypto';

const accounts = 2_000;
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

/**
 * As many different login tokens as requested, of 2,000 people with five groups each, valid for ten
 * minutes.
 */
export function makeTokens(count: number, key: string, now: number): string[] {
  return Array.from({ length: count }, (_, index) => makeToken(index, key, now));
}

/**
 * An endless supply of different login tokens. The first ones are prepared, so that signing them
 * does not affect the measurement; more are signed on demand, so that a faster machine never runs
 * out.
 */
export function createTokenSource(prepared: number, key: string, now: number): () => string {
  const ready = makeTokens(prepared, key, now);
  let next = 0;
  return () => {
    const index = next++;
    return ready[index] ?? makeToken(index, key, now);
  };
}

function makeToken(index: number, key: string, now: number): string {
  const iat = Math.floor(now / 1000);
  const person = index % accounts;
  const claims = {
    sub: `person-${person}`,
    email: `person-${person}@example.com`,
    first_name: 'Some',
    last_name: `Person ${person}`,
    department: 'Sales',
    groups: ['one', 'two', 'three', 'four', 'five'],
    iat,
    exp: iat + 600,
    jti: `${now}-${index}`,
  };
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

export const knownAccounts = accounts;
