import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';

const main = new URL('../main.ts', import.meta.url).pathname;
const report = new URL('report-event-loop-delay.ts', import.meta.url).href;

/** A separate server process whose event loop a test can watch. */
export interface ServerProcess {
  readonly siteAddress: string;
  /** @returns what the process has printed so far, logs included */
  printed(): string;
  isRunning(): boolean;
  /** @returns for how many milliseconds at most the event loop was blocked while `work` ran */
  longestDelay(work: () => Promise<void>): Promise<number>;
}

/**
 * Starts a server process and waits until it is ready; it ends with the test.
 *
 * @param nodeOptions such as `--max-old-space-size=256`
 */
export async function startServerProcess(
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...nodeOptions, '--import', report, main, 'start'], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  await expect.poll(() => printed, { timeout: 60_000 }).toContain('Dashboard is ready');

  async function ask(message: 'start' | 'stop'): Promise<unknown> {
    const answer = once(child, 'message');
    child.send(message);
    const [said] = await answer;
    return said;
  }

  return {
    siteAddress: `http://localhost:${environment.PORT}/`,
    printed: () => printed,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async longestDelay(work) {
      await ask('start');
      await work();
      const { longestDelayMs } = (await ask('stop')) as { readonly longestDelayMs: number };
      return longestDelayMs;
    },
  };
}
