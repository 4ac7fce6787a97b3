/** The command can't run, and the person at the shell can fix it: shown unchanged, exit code 1. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  /** Each error; the message if there is only one. */
  readonly faults: readonly string[];

  constructor(message: string, faults: readonly string[] = [message]) {
    super(message);
    this.faults = faults;
  }
}
