import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { runChild } from './run-child.mjs';

/**
 * A program that prints `ready`, and at SIGTERM prints `told` and ends with 7 without further
 * action.
 */
const patient = `
  setTimeout(() => process.exit(9), 10_000).unref();
  process.on('SIGTERM', () => { console.log('told'); process.exitCode = 7; clearInterval(life); });
  const life = setInterval(() => undefined, 1000);
  console.log('ready');`;
const moduleAt = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

describe('a child', () => {
  test.each([
    ['process.exit(0)', 0],
    ['process.exit(3)', 3],
    ["process.kill(process.pid, 'SIGKILL')", 137],
  ])('that ends by %s gives %i', async (program, exitCode) => {
    expect(await runChild(process.execPath, ['-e', program], { stdio: 'ignore' })).toBe(exitCode);
  });

  test('that cannot be started is an error', async () => {
    await expect(runChild('/there/is/no/such/program', [], {})).rejects.toThrow('ENOENT');
  });

  test('is stopped when we are, and can take its time', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { runChild } from ${moduleAt('run-child.mjs')};
         process.exitCode = await runChild(process.execPath, ['-e', ${JSON.stringify(patient)}], { stdio: 'inherit' });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const lines: string[] = [];
    for await (const line of createInterface({ input: parent.stdout })) {
      lines.push(line);
      if (line === 'ready') parent.kill('SIGTERM');
    }
    if (parent.exitCode === null) await once(parent, 'exit');
    expect({ lines, exitCode: parent.exitCode }).toEqual({ lines: ['ready', 'told'], exitCode: 7 });
  });
});

describe.skipIf(process.platform === 'win32')('a command of npm', () => {
  test('is stopped when the shell that npm started between them has ended', async () => {
    const program = `import { stopWithNpm } from ${moduleAt('stop-with-npm.mjs')}; stopWithNpm(); ${patient}`;
    const shell = spawn(
      'sh',
      ['-c', '"$@"; true', 'sh', process.execPath, '--input-type=module', '-e', program],
      {
        env: { ...process.env, npm_lifecycle_event: 'start' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const lines: string[] = [];
    for await (const line of createInterface({ input: shell.stdout })) {
      lines.push(line);
      if (line === 'ready') shell.kill('SIGKILL');
    }
    expect(lines).toEqual(['ready', 'told']);
  });
});
