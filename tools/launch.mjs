// Plain JavaScript that old versions of Node run too: until the packages are installed, there is
// only the machine's own Node. From then on everything runs on the Node that comes with the
// project.
import { realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildAuthenticationApp } from './launch/build-authentication-app.mjs';
import { buildWebApp } from './launch/build-web-app.mjs';
import { installPackages, pinnedNode } from './launch/install-packages.mjs';
import { LaunchFailed } from './launch/launch-failed.mjs';
import { runChild } from './launch/run-child.mjs';
import { stopWithNpm } from './launch/stop-with-npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {Readonly<Record<string, { file: string, args?: readonly string[], isServer: boolean }>>} */
const commands = {
  start: { file: 'packages/server/src/main.ts', args: ['start'], isServer: true },
  demo: { file: 'packages/server/src/main.ts', args: ['demo'], isServer: true },
  dev: { file: 'tools/dev.ts', isServer: true },
  test: { file: 'tools/test.ts', isServer: false },
  check: { file: 'tools/check.ts', isServer: false },
  'check:fast': { file: 'tools/check-fast.ts', isServer: false },
  bench: { file: 'bench/run.ts', isServer: true },
  release: { file: 'tools/release.ts', isServer: false },
};

/** @param {readonly string[]} words */
async function launch([name = '', ...rest]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new LaunchFailed(`Use one of: npm run ${Object.keys(commands).join(', ')}.`);
  }
  await installPackages(root);
  if (command.isServer) {
    await buildWebApp(root);
    await buildAuthenticationApp(root);
  }
  await runOnPinnedNode(join(root, command.file), [...(command.args ?? []), ...rest]);
}

/**
 * If this process is the pinned Node already, as in every npm script once installed, a second one
 * would only cost time.
 *
 * @param {string} file
 * @param {readonly string[]} args
 */
async function runOnPinnedNode(file, args) {
  const node = pinnedNode(root);
  if (realpathSync(node) === realpathSync(process.execPath)) {
    // Compiled code is cached between starts, with the packages and not in a folder that others can
    // write to.
    nodeModule.enableCompileCache?.(join(root, 'node_modules/.cache/compile'));
    process.argv.splice(1, Number.POSITIVE_INFINITY, file, ...args);
    await import(pathToFileURL(file).href);
    return;
  }
  process.exitCode = await runChild(node, [file, ...args], { stdio: 'inherit' });
}

stopWithNpm();
launch(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof LaunchFailed ? error.message : error);
  process.exit(1);
});
