import process from 'node:process';

/**
 * SIGTERM to `npm start` reaches npm, and from there the shell that npm has put between, which ends
 * without a word to us. As soon as it is gone we stop as if we had been told.
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
