import { describe, expect, test } from 'vitest';
import { importCircles, importFaults } from './check-imports.ts';

const server = 'packages/server/src';
const web = 'packages/web/src';

describe('the import rules', () => {
  test.each([
    [
      `${server}/accounts/a.ts`,
      "import { x } from '../sso/x.ts';",
      'server/accounts must not import server/sso',
    ],
    [
      `${server}/sso/a.ts`,
      "import { x } from '../http/x.ts';",
      'server/sso must not import server/http',
    ],
    [
      `${server}/sso/a.ts`,
      "import type { C } from '../config.ts';",
      'server/sso must not import server/config.ts',
    ],
    [
      `${server}/sso/a.ts`,
      "export * from '../questions/x.ts';",
      'server/sso must not import server/questions',
    ],
    [
      `${server}/sso/a.ts`,
      "const x = await import('../setup/x.ts');",
      'server/sso must not import server/setup',
    ],
    [`${server}/sso/a.ts`, "import '../setup/x.ts';", 'server/sso must not import server/setup'],
    [
      `${server}/sso/routes.ts`,
      "import { x } from '../demo/x.ts';",
      'server/sso must not import server/demo',
    ],
    [
      `${server}/sso/verify/a.ts`,
      "import { x } from '../admit/b.ts';",
      'verify/a.ts must not import admit/b.ts',
    ],
    [
      `${server}/sso/receive/a.ts`,
      "import type { X } from '../refuse/answer-refusal.ts';",
      'receive/a.ts must not import refuse/answer-refusal.ts',
    ],
    [
      `${server}/sso/refuse/a.ts`,
      "import { x } from '../sign-in.ts';",
      'refuse/a.ts must not import sign-in.ts',
    ],
    [
      `${server}/sso/sign-in.ts`,
      "import { x } from './routes.ts';",
      'sign-in.ts must not import routes.ts',
    ],
    [
      `${server}/sso/verify/a.ts`,
      "import { x } from '../../http/x.ts';",
      'server/sso must not import server/http',
    ],
    [
      `${server}/db/a.ts`,
      "import { x } from '@dashboard/contract';",
      'server/db must not import contract',
    ],
    [
      `${server}/a-new-feature/a.ts`,
      "import { x } from '../db/database.ts';",
      'server/a-new-feature must not import server/db',
    ],
    [
      `${server}/app.ts`,
      "import { x } from './testing/x.ts';",
      'server/app.ts must not import server/testing',
    ],
    [
      `${server}/demo/a.ts`,
      "import { x } from '../testing/x.ts';",
      'server/demo must not import server/testing',
    ],
    [
      `${server}/site.ts`,
      "import { x } from './config.ts';",
      'server/site.ts must not import server/config.ts',
    ],
    [
      `${server}/app.ts`,
      "import { x } from '../../web/src/app.tsx';",
      'server/app.ts must not import web/app.tsx',
    ],
    [
      'packages/login-token/src/a.ts',
      "import { x } from '@dashboard/contract';",
      'login-token/a.ts must not import contract',
    ],
    [
      'packages/contract/src/a.ts',
      "import { x } from '@dashboard/server';",
      'contract/a.ts must not import server',
    ],
    [
      'bench/run.ts',
      "import { x } from '../packages/server/src/sso/x.ts';",
      'bench/run.ts must not import server/sso',
    ],
    [
      'examples/node-express/app.js',
      "import { x } from '@dashboard/login-token';",
      'examples/node-express must not import login-token',
    ],
    [
      `${web}/pages/home/a.tsx`,
      "import { x } from '../question/x.tsx';",
      'web/pages/home must not import web/pages/question',
    ],
    [
      `${web}/pages/admin/jwt/a.tsx`,
      "import { x } from '../other/x.tsx';",
      'web/pages/admin/jwt must not import web/pages/admin/other',
    ],
    [
      `${web}/charts/a.tsx`,
      "import { x } from '../api/x.ts';",
      'web/charts must not import web/api',
    ],
    [
      `${web}/words/a.ts`,
      "import { x } from '../parts/x.tsx';",
      'web/words must not import web/parts',
    ],
    [
      `${web}/app.tsx`,
      "import { x } from '@dashboard/login-token';",
      'web/app.tsx must not import login-token',
    ],
  ])('forbid %s: %s', (file, text, problem) => {
    expect(importFaults(file, text)).toEqual([{ file, line: 1, problem }]);
  });

  test.each([
    [
      'sso/a.ts',
      "import fastify from 'fastify';",
      'only app.ts, http/ and routes.ts use the HTTP framework',
    ],
    [
      'sso/a.ts',
      "import cookie from '@fastify/cookie';",
      'only app.ts, http/ and routes.ts use the HTTP framework',
    ],
    ['sso/a.ts', "db.selectFrom('x')", 'only a *-store.ts builds SQL'],
    ['sso/admit/a.ts', "db.selectFrom('x')", 'only a *-store.ts builds SQL'],
    ['start-server.ts', "tx.insertInto('x')", 'only a *-store.ts builds SQL'],
    [
      'setup/routes.ts',
      "import { type Kysely, sql } from 'kysely';",
      'only a *-store.ts builds SQL',
    ],
    ['sso/a.ts', 'process.env.X', 'only config.ts and the command line read the environment'],
  ])('forbid in %s: %s', (file, text, problem) => {
    expect(importFaults(`${server}/${file}`, text)).toEqual([
      { file: `${server}/${file}`, line: 1, problem },
    ]);
  });

  test.each([
    [
      `${server}/sso/routes.ts`,
      "import { x } from '../http/x.ts';\nimport fastify from 'fastify';",
    ],
    [
      `${server}/sso/a.ts`,
      "import { x } from '../accounts/account-store.ts';\nimport { y } from '../reference.ts';",
    ],
    [`${server}/sso/a.ts`, "import { verifyLoginToken } from '@dashboard/login-token';"],
    [`${server}/sso/a.ts`, "import type { Kysely } from 'kysely';"],
    [`${server}/sso/a.test.ts`, "import { x } from '../testing/x.ts';\ndb.selectFrom('x')"],
    [`${server}/sso/used-token-store.ts`, "import { sql } from 'kysely';\ndb.selectFrom('x')"],
    [`${server}/sso/admit/used-tokens.ts`, "import { sql } from 'kysely';\ndb.selectFrom('x')"],
    [
      `${server}/sso/receive/a.ts`,
      "import { x } from '../../http/x.ts';\nimport { y } from '../refuse/sign-in-refused.ts';",
    ],
    [
      `${server}/sso/refuse/a.ts`,
      "import { x } from '../admit/b.ts';\nimport { y } from '../sign-in-context.ts';",
    ],
    [`${server}/sso/routes.ts`, "import { x } from './sign-in.ts';"],
    [`${server}/app.ts`, "import { x } from './sso/routes.ts';"],
    [`${server}/testing/a.ts`, "import { x } from '../sso/x.ts';\nprocess.env.X"],
    ['packages/server/stories/a.story.ts', "import { x } from '../src/testing/x.ts';"],
    ['bench/run.ts', "import { x } from '../packages/server/src/testing/x.ts';"],
    [
      `${web}/pages/home/a.tsx`,
      "import { x } from './b.tsx';\nimport { y } from '../../parts/y.tsx';",
    ],
    [`${web}/parts/a.tsx`, "import { x } from '../api/x.ts';\nimport { y } from '../words/y.ts';"],
    [`${web}/app.tsx`, "import { x } from './pages/home/home-page.tsx';"],
    ['vitest.config.ts', "import { x } from './tools/x.ts';"],
  ])('allow %s: %s', (file, text) => {
    expect(importFaults(file, text)).toEqual([]);
  });

  test('find an import of several lines in its last line, and none in comments', () => {
    const text = [
      '/**',
      " * import { x } from '../setup/x.ts';",
      ' */',
      "// import { x } from '../setup/x.ts';",
      'import {',
      '  x,',
      "} from '../setup/x.ts';",
      "server.get('/*', () => process.env.X); /* the end */",
    ].join('\n');
    expect(importFaults(`${server}/sso/a.ts`, text).map(({ line }) => line)).toEqual([7, 8]);
  });

  test('find files of the server that import each other in a circle, once for each circle', () => {
    const texts = new Map([
      [`${server}/sso/a.ts`, "import { b } from './b.ts';\nimport { d } from './d.ts';"],
      [`${server}/sso/b.ts`, "import type { C } from './c/c.ts';"],
      [`${server}/sso/c/c.ts`, "import { d } from '../d.ts';\nexport * from '../b.ts';"],
      [`${server}/sso/d.ts`, "// import { a } from './a.ts';"],
      [`${server}/sso/a.test.ts`, "import { a } from './a.test.ts';"],
    ]);
    expect(importCircles(texts)).toEqual([
      { file: `${server}/sso/b.ts`, line: 1, problem: 'imports itself: b.ts → c.ts → b.ts' },
    ]);
  });
});
