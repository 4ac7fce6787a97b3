import { fileURLToPath } from 'node:url';
import { runChild } from './launch/run-child.mjs';

/** The top of the repository, with a `/` at the end; every command of a step runs there. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** One thing that must hold, named by a sentence, and what finds out. */
export interface Step {
  readonly sentence: string;
  readonly holds: () => Promise<boolean>;
}

/** Finds out, and says so with the time it took. A step that breaks does not hold. */
export async function runStep({ sentence, holds }: Step): Promise<boolean> {
  console.log(`\n▸ ${sentence}`);
  const started = performance.now();
  const isHeld = await holds().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(isHeld ? `  ✓ holds (${seconds} s)` : `  ✗ does not hold (${seconds} s)`);
  return isHeld;
}

/** A command of the project on the Node that runs this; it holds where the command succeeds. */
export function command(...words: readonly string[]): Step['holds'] {
  return async () => {
    const exitCode = await runChild(process.execPath, words, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Ended by a signal: somebody wants the whole run to stop, not only this step.
    if (exitCode > 128) process.exit(exitCode);
    return exitCode === 0;
  };
}
