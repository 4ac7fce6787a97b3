import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../src/testing/free-port.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const root = new URL('../../../', import.meta.url).pathname;
const run = promisify(execFile);
const nobody = 65_534;
/** What finds the programs and the registry of this machine, and nothing else. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(?:PATH|HOME|NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy)$/i.test(name),
  ),
);

/** The commands of the Dockerfile's build stage. No container engine is available to run them. */
function buildCommands(): string[] {
  const [build = ''] = readFileSync(`${root}Dockerfile`, 'utf8').split(/^FROM debian/m);
  return [...build.matchAll(/^RUN (.+)$/gm)].map(([, command = '']) => command);
}

/** The files of the project as in a clone, in a new folder. */
function cleanCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-release-'));
  // 60,000 files of packages take some time.
  onTestFinished(() => rm(folder, { recursive: true, force: true }), 120_000);
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  for (const file of files.split('\0').filter((name) => name !== ''))
    cpSync(root + file, join(folder, file), { force: true, errorOnExist: false });
  return folder;
}

test('the Dockerfile’s steps build a release that starts unprivileged on a read-only file system', async () => {
  const folder = cleanCopy();
  for (const command of buildCommands())
    await run('sh', ['-c', command.replaceAll('/build', folder)], {
      cwd: folder,
      env: environment,
      maxBuffer: 1e8,
    });
  const release = join(folder, 'dashboard-release');
  const [archive = ''] = globSync(`${folder}/release/*.tar.gz`);
  const megabytes = statSync(archive).size / 1e6;
  console.info(`The archive has ${megabytes.toFixed(0)} MB.`);
  expect(megabytes).toBeLessThan(90);
  // Packages of others contain their own tests, such as pg-protocol.
  const tests = globSync('**/*.test.*', { cwd: release });
  expect(tests.filter((path) => !path.includes('node_modules/'))).toEqual([]);
  for (const name of ['vitest', '@playwright', 'typescript', 'react', 'vite', '@biomejs'])
    expect(globSync(`${release}/node_modules/${name}`)).toEqual([]);

  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const address = await start(release, dataDir);
  expect(await (await fetch(`${address}api/ready`)).json()).toEqual({ status: 'ok' });
  const setup = await fetch(`${address}setup`);
  expect(await setup.text()).toContain('<div id="root">');
  expect((await fetch(`${address}docs/operations`)).status).toBe(200);
  expect((await fetch(`${address}downloads/authentication-app.tgz`)).status).toBe(200);
}, 400_000);

/**
 * Starts the release: as root with another user and a read-only root, otherwise as the current
 * user.
 */
async function start(release: string, dataDir: string): Promise<string> {
  const port = await freePort();
  const variables = [`PORT=${port}`, `DASHBOARD_DATA_DIR=${dataDir}`];
  const plain = ['env', '-i', ...variables, './dashboard', 'start'];
  const unprivileged = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(dataDir, nobody, nobody);
  else
    console.info('Not root: the release runs as this user, on a file system that can be written.');
  const readOnly = `mount --bind ${dataDir} ${dataDir} && mount -o remount,ro,bind / && exec "$@"`;
  const words = isRoot
    ? [
        'unshare',
        '--mount',
        'sh',
        '-c',
        readOnly,
        'sh',
        ...unprivileged,
        '--no-new-privs',
        ...plain,
      ]
    : plain;
  // The folder above must be accessible to another user.
  execFileSync('chmod', ['755', join(release, '..')]);
  const child = spawn(words[0] ?? '', words.slice(1), { cwd: release, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      if (printed.includes('Dashboard is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(printed)));
  });
  return `http://localhost:${port}/`;
}
