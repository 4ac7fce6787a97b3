import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defaultJwtSettings } from '../jwt-settings/jwt-settings.ts';
import { createSeal } from '../secrets/seal.ts';
import { attemptCookies, findAttempt, newAttempt } from './sign-in-attempt.ts';

const seal = createSeal(randomBytes(32));
const now = 1_000_000;

/** A browser that starts sign-ins one after the other. */
function startAll(returnPaths: readonly string[]) {
  const cookies: Record<string, string> = {};
  const attempts = returnPaths.map((returnPath, index) => {
    const attempt = newAttempt(returnPath, defaultJwtSettings, now + index);
    for (const { name, value } of attemptCookies(attempt, cookies, '', seal)) {
      if (value === '') delete cookies[name];
      else cookies[name] = value;
    }
    return attempt;
  });
  return { cookies, attempts };
}

describe('a sign-in attempt', () => {
  test('is not found by another state, with a changed cookie, under another key, or after ten minutes', () => {
    const { cookies, attempts } = startAll(['/question/1']);
    const state = attempts[0]?.state ?? '';
    const [name = ''] = Object.keys(cookies);
    expect(findAttempt('another', cookies, '', seal, now)).toBeNull();
    expect(findAttempt(state, { [name]: `A${cookies[name]}` }, '', seal, now)).toBeNull();
    expect(findAttempt(state, cookies, '', createSeal(randomBytes(32)), now)).toBeNull();
    expect(findAttempt(state, cookies, '', seal, now + 600_000)).toBeNull();
    expect(findAttempt(state, cookies, '', seal, now - 60_001)).toBeNull();
    // Another server’s clock may be behind the one that began it.
    expect(findAttempt(state, cookies, '', seal, now - 60_000)).not.toBeNull();
    expect(findAttempt(state, cookies, '', seal, now + 599_999)?.attempt.returnPath).toBe(
      '/question/1',
    );
  });

  test('drops the oldest beyond five', () => {
    const { cookies, attempts } = startAll(['/1', '/2', '/3', '/4', '/5', '/6', '/7']);
    const found = attempts.filter(
      ({ state }) => findAttempt(state, cookies, '', seal, now + 10) !== null,
    );
    expect(found.map(({ returnPath }) => returnPath)).toEqual(['/3', '/4', '/5', '/6', '/7']);
  });

  test('stays under 6 KB together and 4 KB alone with the longest addresses', () => {
    const long = `/${'a'.repeat(2047)}`;
    const { cookies, attempts } = startAll([long, long, long]);
    const sizes = Object.entries(cookies).map(([name, value]) => name.length + value.length);
    expect(Math.max(...sizes)).toBeLessThan(4000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6 * 1024);
    expect(findAttempt(attempts[2]?.state ?? '', cookies, '', seal, now + 10)).not.toBeNull();
  });

  test('throws away cookies that can’t be opened', () => {
    const junk = { dashboard_attempt_x: 'junk' };
    expect(attemptCookies(newAttempt('/', defaultJwtSettings, now), junk, '', seal)).toContainEqual(
      {
        name: 'dashboard_attempt_x',
        value: '',
      },
    );
  });
});
