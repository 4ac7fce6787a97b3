import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { docFaults, knownPaths } from './check-docs.ts';
import { compileFences } from './doc-fences.ts';
import { root } from './step.ts';

const pages: Readonly<Record<string, string>> = {
  'docs/a.md': '# First heading\n\n## What `it` does, and *why*\n',
  'docs/adr/0001-x.md': '',
  'packages/server/src/sso/routes.ts': '',
};
const known = knownPaths(Object.keys(pages));
const faults = (text: string) =>
  docFaults('docs/a.md', text, known, (file) => pages[file] ?? null).map(
    ({ line, problem }) => `${line} ${problem}`,
  );

describe('names in a document that do not exist', () => {
  test.each([
    ['\nsee `packages/gone/`', '2 names packages/gone/, which does not exist'],
    ['see `gone.ts`', '1 names gone.ts, which does not exist'],
    ['see `sso/gone.ts`', '1 names sso/gone.ts, which does not exist'],
    [
      '```\npackages/\n  server/src/\n    gone/  what it was\n```',
      '4 names gone/, which does not exist',
    ],
    ['see `../packages/gone.ts`', '1 names ../packages/gone.ts, which does not exist'],
    ['[a](b.md)', '1 links to b.md, which does not exist'],
    ['![a](images/b.png)', '1 links to images/b.png, which does not exist'],
    ['[a](a.md#third-heading)', '1 links to a.md#third-heading, which does not exist'],
    ['# One\n[a](#two)', '2 links to #two, which does not exist'],
  ])('is found in %j', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  test.each([
    'see `sso/routes.ts`, `routes.ts` and `packages/server/src/`',
    'see `../packages/server/src/sso/routes.ts` and `./adr/0001-x.md`',
    '`application/json`, `/api/health`, `dashboard.sqlite`, `docs/`',
    '[a](a.md#first-heading) [b](./adr/0001-x.md) [c](https://example.com/x)',
    '[a](a.md#what-it-does-and-why)',
    '```sh\ncat gone.ts\n```',
    '```\nhttp://localhost:3000/auth/sso?jwt=TOKEN\n```',
  ])('is not in %j', (text) => {
    expect(faults(text)).toEqual([]);
  });
});

describe('TypeScript in a document', () => {
  test('has to compile, and a fault is found in the line of the document', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-docs-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'docs'));
    writeFileSync(
      join(folder, 'tsconfig.base.json'),
      '{"compilerOptions":{"strict":true,"noEmit":true}}',
    );
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const fence = (code: string) => `# Page\n\n\`\`\`ts\nconst one = 1;\n${code}\n\`\`\`\n`;
    writeFileSync(join(folder, 'docs/good.md'), fence('export const two: number = one + 1;'));
    writeFileSync(join(folder, 'docs/bad.md'), fence("export const two: number = 'two';"));
    expect(compileFences(folder, ['docs/good.md', 'docs/bad.md'])).toEqual([
      { file: 'docs/bad.md', line: 5, problem: expect.stringContaining('TS2322') },
    ]);
  });
});
