import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Responds as soon as the program is ready. */
  readonly address: string;
}

export interface RunningProgram {
  readonly process: ChildProcess;
  /** Ends it before the test ends. */
  stop(): Promise<void>;
}

/**
 * Starts a program and waits until it responds. It ends with the test, together with everything it
 * started.
 *
 * @throws Error with what it printed, if it ends or does not respond within a minute
 */
export async function startProgram(
  [command, ...words]: readonly [string, ...string[]],
  { environment = {}, cwd, address }: ProgramOptions,
): Promise<RunningProgram> {
  const child = spawn(command, words, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  onTestFinished(stop);
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
  return { process: child, stop };
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(address, { redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}
