import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** The interval in which the holder shows that it is alive, in milliseconds. */
const beat = 1_000;

/**
 * @typedef {object} LockOptions
 * @property {() => void} [onWait] called once if another process holds it
 * @property {number} [silence] milliseconds without a sign of life after which a holder counts as dead
 */

/**
 * Runs `work` while no other process of this checkout does. The lock of a dead holder is broken: at
 * once if its process has ended on this machine, otherwise after ten seconds without a sign of life
 * (another container, a process id that was reused).
 *
 * @template T
 * @param {string} path of the lock, in a folder that is created if it is missing
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 * @returns {Promise<T>}
 */
export async function withFileLock(path, work, options = {}) {
  const holder = `${process.pid} ${hostname()} ${randomUUID()}`;
  mkdirSync(dirname(path), { recursive: true });
  await take(path, holder, options);
  const showing = setInterval(() => touch(path), beat);
  try {
    return await work();
  } finally {
    clearInterval(showing);
    if (read(path)?.holder === holder) rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @param {string} holder
 * @param {LockOptions} options
 */
async function take(path, holder, { onWait, silence = 10 * beat }) {
  let seen = '';
  let seenAt = 0;
  let hasTold = false;
  while (!create(path, holder)) {
    const other = read(path);
    if (other === null) continue;
    const sign = `${other.holder} ${other.shownAt}`;
    if (sign !== seen) [seen, seenAt] = [sign, performance.now()];
    if (isGone(other.holder) || performance.now() - seenAt > silence) {
      breakLock(path, other.holder);
      continue;
    }
    if (!hasTold) onWait?.();
    hasTold = true;
    await delay(100);
  }
}

/**
 * @param {string} path
 * @param {string} holder
 */
function create(path, holder) {
  try {
    writeFileSync(path, holder, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function read(path) {
  try {
    return { holder: readFileSync(path, 'utf8'), shownAt: statSync(path).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** @param {string} holder */
function isGone(holder) {
  const [pid, host] = holder.split(' ');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/**
 * Of several waiting processes, one is first to move the dead lock aside. A process that moves a
 * new one by mistake puts it back.
 *
 * @param {string} path
 * @param {string} dead
 */
function breakLock(path, dead) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readFileSync(aside, 'utf8');
  if (moved !== dead) create(path, moved);
  rmSync(aside, { force: true });
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Another process has broken this lock by mistake; an error of the work itself is more helpful.
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
