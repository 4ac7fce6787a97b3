import { fileURLToPath } from 'node:url';
import { runChild } from './launch/run-child.mjs';

/** The root of the repository, with a `/` at the end; every command of a step runs there. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A check: a sentence that must be true, and the function that tests it. */
export interface Step {
  readonly sentence: string;
  readonly holds: () => Promise<boolean>;
}

/** Runs the check and prints its result with the time it took. A check that throws fails. */
export async function runStep({ sentence, holds }: Step): Promise<boolean> {
  console.log(`\n▸ ${sentence}`);
  const started = performance.now();
  const isHeld = await holds().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(isHeld ? `  ✓ passed (${seconds} s)` : `  ✗ failed (${seconds} s)`);
  return isHeld;
}

/** Runs steps in order and exits at the first one that fails. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (await runStep(step)) continue;
    console.error(`\nStopped at the first failure: ${step.sentence.toLowerCase()}.`);
    process.exit(1);
  }
  console.log('\nEverything holds.');
}

/** A command of the project on the Node that runs this; it passes if the command succeeds. */
export function command(...words: readonly string[]): Step['holds'] {
  return async () => {
    let isToldToStop = false;
    const note = () => {
      isToldToStop = true;
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, note);
    const exitCode = await runChild(process.execPath, words, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // A signal that stops a step is meant to stop the whole run.
    if (isToldToStop) process.exit(130);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.off(signal, note);
    return exitCode === 0;
  };
}
