import { buildAuthenticationApp } from './launch/build-authentication-app.mjs';
import { buildWebApp } from './launch/build-web-app.mjs';
import { slowTests } from './slow-tests.ts';
import { command, root, type Step } from './step.ts';

const biome = 'node_modules/@biomejs/biome/bin/biome';
const tsc = 'node_modules/typescript/bin/tsc';
const vitest = 'node_modules/vitest/vitest.mjs';
const playwright = 'node_modules/@playwright/test/cli.js';

/** Requirements on the source code itself. */
const sourceSteps: readonly Step[] = [
  {
    sentence: 'All code is formatted and has no lint errors',
    holds: command(biome, 'check', '--error-on-warnings'),
  },
  { sentence: 'The server and the tools have no type errors', holds: command(tsc, '-p', '.') },
  { sentence: 'The web app has no type errors', holds: command(tsc, '-p', 'packages/web') },
  {
    sentence: 'Imports and files follow the import rules',
    holds: command('tools/check-imports.ts'),
  },
  {
    sentence: 'Every file, export and dependency is used',
    holds: command(
      'node_modules/knip/bin/knip.js',
      '--no-progress',
      '--treat-config-hints-as-errors',
    ),
  },
];

const documentSteps: readonly Step[] = [
  { sentence: 'All files and links in the documents exist', holds: command('tools/check-docs.ts') },
  {
    sentence: 'Every rule of the protocol page has a test that names it',
    holds: command('tools/check-rules.ts'),
  },
  {
    sentence: 'No file contains unwanted text',
    holds: command('tools/check-leftovers.ts'),
  },
];

const buildSteps: readonly Step[] = [
  {
    sentence: 'The web app builds',
    holds: async () => {
      await buildWebApp(root);
      return true;
    },
  },
  {
    sentence: 'The package for authentication apps builds',
    holds: async () => {
      await buildAuthenticationApp(root);
      return true;
    },
  },
];

/** Everything that must pass before the tests are worth running. */
export const checkSteps: readonly Step[] = [...sourceSteps, ...documentSteps, ...buildSteps];

/** What `npm run check:fast` checks; tests on SQLite only. */
export const fastSteps: readonly Step[] = [
  ...sourceSteps,
  ...buildSteps,
  {
    sentence: 'Unit tests and the quick stories pass on SQLite',
    // All files of a worker share the modules: otherwise each file would load the server again.
    holds: command(
      vitest,
      'run',
      '--no-isolate',
      ...slowTests.map(({ file }) => `--exclude=${file}`),
    ),
  },
];

/** Unit tests and stories. With `report`, the results are also written there as JSON. */
export function vitestStep(report?: string): Step {
  const toFile =
    report === undefined
      ? []
      : ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    sentence: 'Unit tests and stories pass, on both databases',
    holds: command(vitest, 'run', ...toFile),
  };
}

/** The tests in a browser; results are written as JSON if `PLAYWRIGHT_JSON_OUTPUT_NAME` is set. */
export const playwrightStep: Step = {
  sentence: 'The tests in a real browser pass',
  holds: command(playwright, 'test', '--reporter=list,json'),
};
