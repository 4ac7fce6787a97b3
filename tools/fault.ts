/** An error in one line of one file. */
export interface Fault {
  /** From the root of the repository. */
  readonly file: string;
  /** The first is 1. */
  readonly line: number;
  readonly problem: string;
}

/** Prints each as `file:line problem`, and ends the process with 1 if there is any. */
export function reportFaults(faults: readonly Fault[]): void {
  for (const { file, line, problem } of faults) console.error(`${file}:${line} ${problem}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** The line of a text that contains the character at `index`. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
