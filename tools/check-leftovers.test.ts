import { describe, expect, test } from 'vitest';
import { leftoverFaults } from './check-leftovers.ts';

// Composed here, so that this file contains none of them.
const slash = '/';
const host = (name: string) => ['https:', '', `${name}.org`, 'x'].join(slash);

describe('unwanted text in a file', () => {
  test.each([
    `see ${slash}home/somebody/notes`,
    `cwd: '${slash}work/main'`,
    `(${slash}Users/me)`,
    `[the page](..${slash}shared/page.md)`,
    host('registry.npmjs'),
    `"resolved": "${host('example')}"`,
    ['TO', 'DO: later'].join(''),
    ['FIX', 'ME'].join(''),
  ])('is found: %s', (text) => {
    expect(leftoverFaults('a.ts', `first line\n${text}`)).toMatchObject([
      { file: 'a.ts', line: 2 },
    ]);
  });

  test.each([
    'https://example.com/home/page',
    'packages/web/src/pages/home/home-page.tsx',
    `\${base}/home/x`,
    '"resolved": "packages/web"',
    'a todo list',
    'the work/life balance',
  ])('is not: %s', (text) => {
    expect(leftoverFaults('a.ts', text)).toEqual([]);
  });
});
