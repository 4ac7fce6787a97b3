/** What a command works with; it prints, and reads nothing but its arguments, its input and the environment. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  /** To standard error: what the person should know, apart from the result. */
  readonly warn: (text: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A command of the command line: a module in this folder, loaded when it is asked for. */
export interface Command {
  /** What `--help` after its name shows. */
  readonly help: string;
  /**
   * @param words what stands after its name
   * @returns the exit code
   * @throws StartRefused, DashboardError: shown as one line, exit code 1
   */
  run(words: readonly string[], context: CommandContext): Promise<number>;
}
