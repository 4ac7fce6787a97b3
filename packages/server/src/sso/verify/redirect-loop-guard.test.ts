import { describe, expect, test } from 'vitest';
import { createRedirectLoopGuard } from './redirect-loop-guard.ts';

const browser = { address: '198.51.100.1', userAgent: 'browser', email: 'person@example.com' };

describe('the redirect loop guard', () => {
  test('stops the fifth turn within ten seconds, of this browser and account only', () => {
    const guard = createRedirectLoopGuard();
    for (let turn = 0; turn < 4; turn += 1) {
      expect(guard.isLooping(browser, turn * 1000)).toBe(false);
      guard.countTurn(browser, turn * 1000, turn * 1000 + 50);
    }
    expect(guard.isLooping(browser, 4000)).toBe(true);
    for (const other of [
      { address: '198.51.100.2' },
      { userAgent: 'other' },
      { email: 'other@example.com' },
    ]) {
      expect(guard.isLooping({ ...browser, ...other }, 4000)).toBe(false);
    }
    expect(guard.isLooping(browser, 10_051)).toBe(false);
  });

  test('keeps ten thousand browsers and forgets the oldest first', () => {
    const guard = createRedirectLoopGuard();
    for (let turn = 0; turn < 4; turn += 1) guard.countTurn(browser, turn, turn);
    expect(guard.isLooping(browser, 10)).toBe(true);
    for (let index = 0; index < 10_000; index += 1)
      guard.countTurn({ ...browser, email: `person-${index}@example.com` }, 10, 10);
    expect(guard.isLooping(browser, 10)).toBe(false);
  });

  test('does not count a hundred sign-ins at once as a loop', () => {
    const guard = createRedirectLoopGuard();
    for (let index = 0; index < 100; index += 1) guard.countTurn(browser, 1000, 1001 + index);
    expect(guard.isLooping(browser, 1200)).toBe(false);
  });
});
