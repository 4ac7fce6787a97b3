import { buildAuthenticationApp } from './launch/build-authentication-app.mjs';
import { buildWebApp } from './launch/build-web-app.mjs';
import { command, root, type Step } from './step.ts';

const biome = 'node_modules/@biomejs/biome/bin/biome';
const tsc = 'node_modules/typescript/bin/tsc';
const vitest = 'node_modules/vitest/vitest.mjs';
const playwright = 'node_modules/@playwright/test/cli.js';

/** All that must hold before the tests are worth running. */
export const checkSteps: readonly Step[] = [
  {
    sentence: 'Everything is formatted and free of lint',
    holds: command(biome, 'check', '--error-on-warnings'),
  },
  { sentence: 'The types of the server and the tools fit', holds: command(tsc, '-p', '.') },
  { sentence: 'The types of the web app fit', holds: command(tsc, '-p', 'packages/web') },
  {
    sentence: 'Imports go one way only, and each kind of file keeps to its own',
    holds: command('tools/check-imports.ts'),
  },
  { sentence: 'What the documents name is there', holds: command('tools/check-docs.ts') },
  {
    sentence: 'Every rule of the protocol page has a test that names it',
    holds: command('tools/check-rules.ts'),
  },
  {
    sentence: 'Nothing stands in a file that does not belong there',
    holds: command('tools/check-leftovers.ts'),
  },
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

/** Unit tests and stories. With `report`, what passed is also written there as JSON. */
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

/** The tests in a browser; where `PLAYWRIGHT_JSON_OUTPUT_NAME` says, what passed is written as JSON. */
export const playwrightStep: Step = {
  sentence: 'The promises of the README hold in a real browser',
  holds: command(playwright, 'test', '--reporter=list,json'),
};
