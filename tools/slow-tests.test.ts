import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { slowTests } from './slow-tests.ts';
import { root } from './step.ts';

test.each(slowTests)('the fast check leaves out $file, which exists', ({ file }) => {
  expect(existsSync(root + file)).toBe(true);
});
