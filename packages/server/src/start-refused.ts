/** The command can't run, and the person at the shell can do something about it: shown as it is, exit code 1. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  /** Each thing that is wrong; the message where it is one. */
  readonly faults: readonly string[];

  constructor(message: string, faults: readonly string[] = [message]) {
    super(message);
    this.faults = faults;
  }
}
