import { createHmac } from 'node:crypto';

const accounts = 2_000;
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

/** As many different login tokens as asked for, of 2,000 people with five groups each, good for a minute. */
export function makeTokens(count: number, key: string, now: number): string[] {
  const iat = Math.floor(now / 1000);
  return Array.from({ length: count }, (_, index) => {
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
  });
}

export const knownAccounts = accounts;
