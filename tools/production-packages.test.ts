import { expect, test } from 'vitest';
import { isShipped, productionPackages } from './production-packages.ts';

const locked = {
  'packages/server': { dependencies: { '@own/contract': '1', fastify: '5' } },
  'packages/contract': { dependencies: { typebox: '1' } },
  'node_modules/@own/contract': { link: true, resolved: 'packages/contract' },
  'node_modules/fastify': { dependencies: { pino: '10' }, optionalDependencies: { fsevents: '2' } },
  'node_modules/fastify/node_modules/pino': { dependencies: { typebox: '1' } },
  'node_modules/pino': {},
  'node_modules/typebox': {},
  'node_modules/vitest': {},
};

test('a release contains what the server needs, each package where Node finds it', () => {
  const { packages, links } = productionPackages(locked, ['packages/server', 'packages/contract']);
  expect(packages).toEqual([
    'node_modules/fastify',
    'node_modules/fastify/node_modules/pino',
    'node_modules/typebox',
  ]);
  expect([...links]).toEqual([['node_modules/@own/contract', 'packages/contract']]);
});

test('a dependency that the lock file lacks is an error, and so is a workspace that is not shipped', () => {
  const lacking = { 'packages/server': { dependencies: { kysely: '1' } } };
  expect(() => productionPackages(lacking, ['packages/server'])).toThrow(/has no "kysely"/);
  expect(() => productionPackages(locked, ['packages/server'])).toThrow(/packages\/contract/);
});

test.each([
  ['packages/server/src/main.ts', 'packages/server', true],
  ['packages/server/src/db/migrate.test.ts', 'packages/server', false],
  ['packages/server/src/testing/test-server.ts', 'packages/server', false],
  ['packages/server/stories', 'packages/server', false],
  ['packages/authentication-app/dist/index.d.ts', 'packages/authentication-app/dist', true],
  ['node_modules/pg/lib/index.js', 'node_modules/pg', true],
  ['node_modules/pg/lib/index.d.ts', 'node_modules/pg', false],
  ['node_modules/pg/lib/index.js.map', 'node_modules/pg', false],
  ['node_modules/fastify/test/x.js', 'node_modules/fastify', false],
  ['node_modules/fastify/node_modules/pino', 'node_modules/fastify', false],
  [
    'node_modules/fastify/node_modules/pino/pino.js',
    'node_modules/fastify/node_modules/pino',
    true,
  ],
])('whether %s of %s is shipped is %s', (path, within, shipped) => {
  expect(isShipped(path, within)).toBe(shipped);
});
