/** The server can't start, and the person at the shell can do something about it: shown as it is, exit code 1. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
