import process from 'node:process';

/**
 * SIGTERM to `npm start` reaches npm, and then the shell that npm started, which ends without
 * forwarding it. When the shell has ended we stop as if we had received the signal.
 */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
