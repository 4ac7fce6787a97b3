import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { contentHash } from './content-hash.mjs';
import { withFileLock } from './file-lock.mjs';
import { npmCommand, pinnedNode } from './install-packages.mjs';
import { LaunchFailed } from './launch-failed.mjs';
import { runChild } from './run-child.mjs';

const folder = 'packages/authentication-app';
/** The sources of the built package. */
const sources = ['package-lock.json', 'tsconfig.base.json', folder];
/** The parts of these folders that are not sources. */
const isSource = (/** @type {string} */ name) =>
  name !== 'node_modules' && name !== 'dist' && !/\.test\.ts$/.test(name);

/**
 * Builds the package for authentication apps: packages/authentication-app/dist, with the tarball
 * that a running server offers; only if its sources have changed since.
 *
 * @param {string} root
 */
export async function buildAuthenticationApp(root) {
  if (isBuilt(root)) return;
  await withFileLock(join(root, '.cache/launch.lock'), async () => {
    if (!isBuilt(root)) await build(root);
  });
}

/** @param {string} root */
function isBuilt(root) {
  const stamp = join(root, folder, 'dist/.built-from');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

/** @param {string} root */
function sourcesHash(root) {
  return contentHash(root, sources, isSource);
}

/** @param {string} root */
async function build(root) {
  console.error('Building the package for authentication apps…');
  // Taken before, so that a file saved during the build is built next time.
  const hash = sourcesHash(root);
  const dist = join(root, folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await run(root, [pinnedNode(root), tsc, '-p', 'tsconfig.build.json'], 2);
  const packed = join(root, '.cache/authentication-app');
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  const words = ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed];
  await run(root, [...npmCommand(), ...words], 'ignore');
  const { version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const tarball = join(packed, `dashboard-authentication-app-${version}.tgz`);
  renameSync(tarball, join(dist, 'authentication-app.tgz'));
  writeFileSync(join(dist, '.built-from'), hash);
}

/**
 * @param {string} root
 * @param {readonly [string, ...string[]]} command
 * @param {2 | 'ignore'} output where its standard output goes; ours stays the command's own
 */
async function run(root, [file, ...words], output) {
  const exitCode = await runChild(file, words, {
    cwd: join(root, folder),
    stdio: ['ignore', output, 2],
    shell: file === 'npm' && process.platform === 'win32',
  });
  if (exitCode !== 0) {
    throw new LaunchFailed(
      'The package for authentication apps could not be built; see the error above.',
    );
  }
}
