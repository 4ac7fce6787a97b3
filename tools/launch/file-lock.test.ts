import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withFileLock } from './file-lock.mjs';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process id that is free, because its process has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the lock of a checkout', () => {
  test('admits one at a time, and tells the others once that they wait', async () => {
    const path = join(newFolder(), 'not/made/yet/lock');
    let inside = 0;
    let most = 0;
    let waiting = 0;
    const works = Array.from({ length: 4 }, () =>
      withFileLock(
        path,
        async () => {
          inside += 1;
          most = Math.max(most, inside);
          await delay(30);
          inside -= 1;
        },
        {
          onWait: () => {
            waiting += 1;
          },
        },
      ),
    );
    await Promise.all(works);
    expect({ most, waiting }).toEqual({ most: 1, waiting: 3 });
    expect(existsSync(path)).toBe(false);
  });

  test('is released if the work fails', async () => {
    const path = join(newFolder(), 'lock');
    const failing = withFileLock(path, () => Promise.reject(new Error('the work')));
    await expect(failing).rejects.toThrow('the work');
    expect(await withFileLock(path, async () => 'in')).toBe('in');
  });

  test('of a process that died is broken at once, by one of the waiting processes', async () => {
    const folder = newFolder();
    const path = join(folder, 'lock');
    writeFileSync(path, `${await deadPid()} ${hostname()} x`);
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await delay(20);
      inside -= 1;
    };
    await Promise.all([
      withFileLock(path, work),
      withFileLock(path, work),
      withFileLock(path, work),
    ]);
    expect(readdirSync(folder)).toEqual([]);
  }, 5_000);

  test('of another machine is respected while its holder is alive', async () => {
    const path = join(newFolder(), 'lock');
    const other = `${await deadPid()} another-machine x`;
    writeFileSync(path, other);
    let isIn = false;
    const waiting = withFileLock(path, async () => {
      isIn = true;
    });
    await delay(300);
    expect(isIn).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(other);
    rmSync(path);
    await waiting;
    expect(isIn).toBe(true);
  });

  test('of another machine is broken when its holder has not been alive for too long', async () => {
    const path = join(newFolder(), 'lock');
    writeFileSync(path, `1 another-machine x`);
    const started = performance.now();
    await withFileLock(path, async () => undefined, { silence: 300 });
    expect(performance.now() - started).toBeGreaterThan(300);
  });
});
