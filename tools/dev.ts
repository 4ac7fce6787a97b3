import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { viteCommand, webAppStamp } from './launch/build-web-app.mjs';

// Runs the server under `node --watch` together with Vite's watching build; the end of one ends
// both.
const root = fileURLToPath(new URL('..', import.meta.url));
// The watching build has no build stamp, so the next `npm start` builds again.
rmSync(webAppStamp(root), { force: true });

// Emptying the folder first would leave the server without a page for a moment.
const quietly = ['--no-emptyOutDir', '--clearScreen', 'false', '--logLevel', 'error'];
const children = [
  start(
    root,
    '--watch',
    '--watch-preserve-output',
    'packages/server/src/main.ts',
    'start',
    '--watch',
    ...process.argv.slice(2),
  ),
  start(join(root, 'packages/web'), viteCommand(root), 'build', '--watch', ...quietly),
];

function start(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('exit', (code) => stop(code ?? 1));
  return child;
}

function stop(exitCode: number): void {
  process.exitCode ??= exitCode;
  for (const child of children) child.kill('SIGTERM');
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(0));
