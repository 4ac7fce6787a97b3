/**
 * The context of a command. It prints, and reads only its arguments, its input and the environment.
 */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  /** Prints to standard error: what the person should know, apart from the result. */
  readonly warn: (text: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A command of the command line: a module in this folder, loaded when it is used. */
export interface Command {
  /** The text that `--help` after its name shows. */
  readonly help: string;
  /**
   * @param words the arguments after its name
   * @returns the exit code
   * @throws StartRefused, DashboardError: shown as one line, exit code 1
   */
  run(words: readonly string[], context: CommandContext): Promise<number>;
}
