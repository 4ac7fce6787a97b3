import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defaultJwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { createSeal } from '../../secrets/seal.ts';
import { cookiesToSet, findAttempt } from './attempt-cookies.ts';
import { newAttempt } from './sign-in-attempt.ts';

const seal = createSeal(randomBytes(32));
const now = 1_000_000;

function inBrowser(present: Record<string, string>, as = seal) {
  return { present, prefix: '', seal: as };
}

/** A browser that starts sign-ins one after the other. */
function startAll(returnPaths: readonly string[]) {
  const cookies: Record<string, string> = {};
  const attempts = returnPaths.map((returnPath, index) => {
    const attempt = newAttempt(returnPath, defaultJwtSettings, now + index);
    for (const { name, value } of cookiesToSet(attempt, inBrowser(cookies))) {
      if (value === '') delete cookies[name];
      else cookies[name] = value;
    }
    return attempt;
  });
  return { cookies, attempts };
}

describe('a sign-in attempt', () => {
  test('S5 is not found by another state, with a changed cookie, under another key, or after sixty minutes', () => {
    const { cookies, attempts } = startAll(['/question/1']);
    const state = attempts[0]?.state ?? '';
    const [name = ''] = Object.keys(cookies);
    expect(findAttempt('another', inBrowser(cookies), now)).toBeNull();
    expect(findAttempt(state, inBrowser({ [name]: `A${cookies[name]}` }), now)).toBeNull();
    expect(findAttempt(state, inBrowser(cookies, createSeal(randomBytes(32))), now)).toBeNull();
    expect(findAttempt(state, inBrowser(cookies), now + 3_600_000)).toBeNull();
    expect(findAttempt(state, inBrowser(cookies), now - 60_001)).toBeNull();
    // Another server’s clock may be behind the one that began it.
    expect(findAttempt(state, inBrowser(cookies), now - 60_000)).not.toBeNull();
    expect(findAttempt(state, inBrowser(cookies), now + 3_599_999)?.attempt.returnPath).toBe(
      '/question/1',
    );
  });

  test('drops the oldest beyond 6 KB, and keeps eight with ordinary addresses', () => {
    const paths = Array.from({ length: 30 }, (_, index) => `/question/${index}-superb-question`);
    const { cookies, attempts } = startAll(paths);
    const found = attempts
      .filter(({ state }) => findAttempt(state, inBrowser(cookies), now + 40) !== null)
      .map(({ returnPath }) => returnPath);
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(found).toEqual(paths.slice(-found.length));
  });

  test('stays under 6 KB together and 4 KB alone with the longest addresses', () => {
    const long = `/${'a'.repeat(2047)}`;
    const { cookies, attempts } = startAll([long, long, long]);
    const sizes = Object.entries(cookies).map(([name, value]) => name.length + value.length);
    expect(Math.max(...sizes)).toBeLessThan(4000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6 * 1024);
    expect(findAttempt(attempts[2]?.state ?? '', inBrowser(cookies), now + 10)).not.toBeNull();
  });

  test('deletes cookies of its own form that cannot be decrypted, and leaves all others alone', () => {
    const ours = 'dashboard_attempt_0123456789-_';
    const others = [
      'dashboard_attempt_x',
      `${ours}x`,
      'dashboard_attempt_é',
      `${ours.slice(0, -1)} `,
    ];
    const present = Object.fromEntries([ours, ...others].map((name) => [name, 'junk']));
    const set = cookiesToSet(newAttempt('/', defaultJwtSettings, now), inBrowser(present));
    expect(set.slice(1)).toEqual([{ name: ours, value: '' }]);
  });
});
