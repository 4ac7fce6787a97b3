import type { Config } from './config.ts';
import { type RunningServer, type StartOptions, startServer } from './start-server.ts';

/** The time that requests in progress have to finish after SIGTERM or SIGINT, in milliseconds. */
const grace = 10_000;
/** A terminal and npm both pass one Ctrl-C on: a second signal within this time is the same one. */
const sameSignal = 1_000;

/** Serves until it is stopped, and prints its address. */
export async function serve(config: Config, options: StartOptions = {}): Promise<void> {
  const running = await startServer(config, options);
  stopOnSignal([running]);
  announce(running);
}

/**
 * Prints that the server is ready, how to set it up if it has no administrator, and warnings about
 * its settings.
 */
function announce({ siteAddress, setup, warnings }: RunningServer): void {
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const lines = [`Dashboard is ready at ${siteAddress}`];
  if (setup !== null) lines.push(`Create the first administrator at ${setup.address}`);
  if (setup !== null && setup.code !== null) lines.push(`Setup code: ${setup.code}`);
  console.log(lines.join('\n'));
}

/**
 * Shuts down gracefully on SIGTERM and SIGINT; a second signal, or the end of the grace time, stops
 * at once.
 */
export function stopOnSignal(running: readonly Pick<RunningServer, 'stop'>[]): void {
  let stoppingSince: number | null = null;

  async function stop(): Promise<void> {
    if (stoppingSince !== null) {
      if (Date.now() - stoppingSince > sameSignal) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    setTimeout(() => process.exit(1), grace).unref();
    await Promise.all(running.map((server) => server.stop()));
    process.exit(0);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}
