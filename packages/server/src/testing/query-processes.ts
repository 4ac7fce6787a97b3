import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

/**
 * The process ids of the query processes that have a file open, of any server.
 *
 * @param path the file, or a folder that only this test has
 */
export function queryProcesses(path: string): number[] {
  const found = spawnSync('pgrep', ['-f', `query-process\\.ts ${path}`], { encoding: 'utf8' });
  return found.stdout.split('\n').filter(Boolean).map(Number);
}

/** Waits until this many queries run; `path` as above. */
export async function untilQueriesRun(path: string, count: number): Promise<void> {
  await expect.poll(() => queryProcesses(path), { timeout: 20_000 }).toHaveLength(count);
}
