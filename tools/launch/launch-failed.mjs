/** An error that the person at the shell can fix; the message is shown unchanged. */
export class LaunchFailed extends Error {
  /** @override */
  name = 'LaunchFailed';
}
