import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Answers as soon as the program is ready. */
  readonly address: string;
}

/**
 * Starts a program and waits until it answers; it ends with the test, and whatever it started with it.
 *
 * @throws Error with what it printed, where it ends or hasn't answered after a minute
 */
export async function startProgram(
  [command, ...words]: readonly [string, ...string[]],
  { environment = {}, cwd, address }: ProgramOptions,
): Promise<void> {
  const child = spawn(command, words, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed = (printed + chunk).slice(-4_000);
    });
  }
  let problem: string | null = null;
  child.once('error', (error) => {
    problem = error.message;
  });
  const deadline = Date.now() + 60_000;
  while (!(await answers(address))) {
    if (child.exitCode !== null || problem !== null || Date.now() > deadline) {
      throw new Error(`${command} ${words.join(' ')} did not start: ${problem ?? ''}\n${printed}`);
    }
    await delay(50);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(address, { redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}
