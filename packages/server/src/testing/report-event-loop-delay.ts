/**
 * Preloaded into a server process of a test (`node --import`): reports over IPC for how long the server's
 * own work blocked the event loop between `start` and `stop`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 5;
const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
let cpuAtStart = process.threadCpuUsage();

process.on('message', (message) => {
  if (message === 'start') {
    histogram.reset();
    histogram.enable();
    cpuAtStart = process.threadCpuUsage();
    process.send?.('started');
  }
  // The histogram learns of a delay when its timer fires, which may be after this message.
  if (message === 'stop') setTimeout(report, 2 * resolutionMs);
});

function report(): void {
  histogram.disable();
  const { user, system } = process.threadCpuUsage(cpuAtStart);
  // On a busy machine the thread is also late because it got no processor; that does not count.
  const ownWorkMs = (user + system) / 1000;
  process.send?.({ longestDelayMs: Math.min(histogram.max / 1e6, ownWorkMs) });
}
