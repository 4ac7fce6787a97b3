import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { contentHash } from './content-hash.mjs';
import { withFileLock } from './file-lock.mjs';
import { pinnedNode } from './install-packages.mjs';
import { LaunchFailed } from './launch-failed.mjs';
import { precompress } from './precompress.mjs';
import { runChild } from './run-child.mjs';

/** The sources of the built web app. */
const sources = [
  'package-lock.json',
  'tsconfig.base.json',
  'packages/contract/src',
  'packages/web',
  'tools/launch/build-web-app.mjs',
  'tools/launch/precompress.mjs',
];
/** The parts of these folders that are not sources. */
const isSource = (/** @type {string} */ name) =>
  name !== 'node_modules' && name !== 'dist' && !/\.test\.tsx?$/.test(name);

/**
 * Builds packages/web/dist, and only if its sources have changed since. It is built next to the old
 * one and replaces it when it is complete.
 *
 * @param {string} root
 */
export async function buildWebApp(root) {
  if (isWebAppBuilt(root)) return;
  await withFileLock(
    join(root, '.cache/launch.lock'),
    async () => {
      if (!isWebAppBuilt(root)) await build(root);
    },
    {
      onWait: () => console.error('Waiting for another command of this folder, which is building.'),
    },
  );
}

/** @param {string} root */
export function isWebAppBuilt(root) {
  const stamp = webAppStamp(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === webAppHash(root);
}

/**
 * The file with the hash of the sources of the built web app.
 *
 * @param {string} root
 */
export function webAppStamp(root) {
  return join(root, 'packages/web/dist/.built-from');
}

/**
 * The hash of everything that the built web app depends on.
 *
 * @param {string} root
 */
export function webAppHash(root) {
  return contentHash(root, sources, isSource);
}

/** The command line of Vite, wherever npm has installed it. */
export function viteCommand(/** @type {string} */ root) {
  const { resolve } = createRequire(join(root, 'packages/web/package.json'));
  return join(dirname(resolve('vite/package.json')), 'bin/vite.js');
}

/**
 * Copies the component of the API reference to the assets; only `/api/docs` loads it. Its version
 * in the name identifies its content.
 *
 * @param {string} root
 * @param {string} assets
 */
function addApiReference(root, assets) {
  const { resolve } = createRequire(join(root, 'packages/web/package.json'));
  const manifest = resolve('swagger-ui-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const from = dirname(manifest);
  copyFileSync(join(from, 'swagger-ui-bundle.js'), join(assets, `swagger-ui-${version}.js`));
  copyFileSync(join(from, 'swagger-ui.css'), join(assets, `swagger-ui-${version}.css`));
}

/** @param {string} root */
async function build(root) {
  console.error('Building the web app…');
  // Taken before, so that a file saved during the build is built next time.
  const hash = webAppHash(root);
  const fresh = join(root, '.cache/web-app');
  const exitCode = await runChild(
    pinnedNode(root),
    [viteCommand(root), 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'],
    // Standard output stays the command's own.
    { cwd: join(root, 'packages/web'), stdio: ['ignore', 2, 2] },
  );
  if (exitCode !== 0)
    throw new LaunchFailed('The web app could not be built; see the error above.');
  addApiReference(root, join(fresh, 'assets'));
  precompress(join(fresh, 'assets'));
  writeFileSync(join(fresh, '.built-from'), hash);
  const dist = join(root, 'packages/web/dist');
  const old = join(root, '.cache/web-app-old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}
