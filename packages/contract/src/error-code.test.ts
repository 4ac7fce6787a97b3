import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes } from './error-code.ts';

test('docs/errors.md explains every code once, and no other', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const explained = [...page.matchAll(/^\| `(\w+)`\s*\|/gm)].map((match) => match[1]);
  expect(explained.sort()).toEqual([...errorCodes].sort());
});
