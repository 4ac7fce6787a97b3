/** Something that the person at the shell can mend; the message is shown as it is. */
export class LaunchFailed extends Error {
  /** @override */
  name = 'LaunchFailed';
}
