import { describe, expect, test } from 'vitest';
import { addCounts, closingLine, countPlaywright, countVitest } from './count-tests.ts';

describe('counting tests', () => {
  test.each([null, undefined, 'text', [], {}, { stats: null }, { numPassedTests: '3' }])(
    'finds no tests in %j',
    (report) => {
      const none = { passed: 0, failed: 0, skipped: 0 };
      expect(countVitest(report)).toEqual(none);
      expect(countPlaywright(report)).toEqual(none);
    },
  );

  test('counts a flaky browser test as failed, and an omitted one as skipped', () => {
    const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
    const playwright = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 4 } };
    expect(countVitest(vitest)).toEqual({ passed: 5, failed: 1, skipped: 3 });
    expect(countPlaywright(playwright)).toEqual({ passed: 7, failed: 3, skipped: 4 });
  });

  test('ends in one line that names skipped tests only if there are any', () => {
    const all = addCounts(
      { passed: 5, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    );
    expect(closingLine(all)).toBe('7 passed, 1 failed');
    expect(closingLine({ ...all, skipped: 3 })).toBe('7 passed, 1 failed, 3 skipped');
  });
});
