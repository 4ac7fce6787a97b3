import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { buildAuthenticationApp } from './launch/build-authentication-app.mjs';
import { buildWebApp } from './launch/build-web-app.mjs';
import { pinnedNode } from './launch/install-packages.mjs';
import { isShipped, productionPackages } from './production-packages.ts';
import { root } from './step.ts';

// `npm run release`: everything that a server needs to run, in
// release/dashboard-<version>-<system>.tar.gz. It starts with `./dashboard start` on a machine that
// has nothing else, not even Node.

/** The workspaces that run on the server. They are TypeScript, which Node runs directly. */
const sources = ['packages/server', 'packages/contract', 'packages/login-token'];
/** Built before; a running server sends these files. */
const built = ['packages/web/dist', 'packages/authentication-app/dist'];
const files = [
  ...['dashboard', 'LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/**/*.*'],
  ...['packages/authentication-app/{README.md,package.json}', 'examples/*/README.md'],
];

const folder = join(root, 'release');
const stage = await stageRelease(folder);
const archive = `${stage}.tar.gz`;
execFileSync('tar', ['-czf', archive, '-C', folder, basename(stage)]);
console.log(relative(process.cwd(), archive));

/** @returns the folder of the release, unpacked */
async function stageRelease(folder: string): Promise<string> {
  await buildWebApp(root);
  await buildAuthenticationApp(root);
  const name = releaseName();
  const stage = join(folder, name);
  rmSync(stage, { recursive: true, force: true });
  for (const pattern of files)
    for (const file of globSync(pattern, { cwd: root })) copy(file, stage);
  for (const path of [...sources, ...built]) copy(path, stage);
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages, links } = productionPackages(lock.packages, sources);
  for (const path of packages) copy(path, stage);
  for (const [path, target] of links) link(stage, path, target);
  addNode(stage);
  writeFileSync(join(stage, 'package.json'), manifest());
  return stage;
}

function releaseName(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `dashboard-${version}-${process.platform}-${process.arch}`;
}

function copy(path: string, stage: string): void {
  if (!existsSync(join(root, path))) return;
  cpSync(join(root, path), join(stage, path), {
    recursive: true,
    preserveTimestamps: true,
    filter: (source) => isShipped(relative(root, source), path),
  });
}

function link(stage: string, path: string, target: string): void {
  const place = join(stage, path);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(path), target), place);
}

/** The pinned Node, where the `dashboard` script looks for it. */
function addNode(stage: string): void {
  const bin = join(stage, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  const node = join(bin, basename(pinnedNode(root)));
  copyFileSync(realpathSync(pinnedNode(root)), node);
  chmodSync(node, 0o755);
}

function manifest(): string {
  const { name, version, description, license } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const scripts = { start: './dashboard start' };
  return `${JSON.stringify({ name, version, private: true, description, license, type: 'module', scripts }, null, 2)}\n`;
}
