import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../testing/test-database.ts';
import { createQueryPool, defaultQueryLimits, type QueryLimits } from './query-pool.ts';
import { forkReader } from './query-reader.ts';

const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n)';
const endless = `${numbers} select max(i) from n`;
/** About a second of counting. */
const slow = `${numbers} select count(*) from (select i from n limit 5000000)`;

const failed = { code: 'query_failed' };
const timedOut = { code: 'query_timeout' };

function newFile(): string {
  const file = join(newFolder(), 'source.sqlite');
  const database = new DatabaseSync(file);
  database.exec('create table t (a integer, sold boolean); insert into t values (1, 1)');
  database.close();
  return file;
}

function newPool(limits: Partial<QueryLimits> = {}) {
  const pool = createQueryPool({ ...defaultQueryLimits, ...limits });
  onTestFinished(() => pool.close());
  const file = newFile();
  const run = (sql: string, signal?: AbortSignal) => pool.run(file, { sql, values: [] }, signal);
  return { pool, run };
}

describe('a query', () => {
  test('of a file that is gone, or no database, fails and says so; the next one works', async () => {
    const { pool, run } = newPool({ processes: 1 });
    const folder = newFolder();
    writeFileSync(join(folder, 'notes.sqlite'), 'these are notes '.repeat(100));
    const ask = (name: string) => pool.run(join(folder, name), { sql: 'select 1', values: [] });
    await expect(ask('gone.sqlite')).rejects.toMatchObject(failed);
    await expect(ask('notes.sqlite')).rejects.toMatchObject({
      ...failed,
      message: 'file is not a database',
    });
    await expect(run('select a from t')).resolves.toMatchObject({ rows: [[1]] });
  });

  test('that is refused leaves the one behind it alone', async () => {
    const { run } = newPool({ processes: 1 });
    const asked = await Promise.allSettled([run('nonsense'), run('select 2'), run('select 3')]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  test('that nobody waits for any more never starts', async () => {
    const { run } = newPool({ processes: 1 });
    await expect(run(endless, AbortSignal.abort())).rejects.toMatchObject(timedOut);
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
  });

  test('runs while another one does, and waits behind two', async () => {
    const { run } = newPool();
    const gone = new AbortController();
    const running = [expect(run(endless, gone.signal)).rejects.toMatchObject(timedOut)];
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
    running.push(expect(run(endless, gone.signal)).rejects.toMatchObject(timedOut));
    const third = run('select 3');
    const soon = new Promise((resolve) => setTimeout(resolve, 400, 'still waiting'));
    expect(await Promise.race([third, soon])).toBe('still waiting');
    gone.abort();
    await expect(third).resolves.toMatchObject({ rows: [[3]] });
    await Promise.all(running);
  });

  test('is refused at once where too many wait', async () => {
    const { pool, run } = newPool({ processes: 1, waiting: 1 });
    const asked = Promise.allSettled([run(endless), run('select 1')]);
    await expect(run('select 2')).rejects.toMatchObject(timedOut);
    pool.close();
    await asked;
  });

  test('that sorts more than its process may hold is ended, and the next one works', async () => {
    const { run } = newPool({ processes: 1 });
    const sort = `${numbers} select b from (select zeroblob(1000000) as b from n limit 9000) order by b`;
    await expect(run(sort)).rejects.toMatchObject(failed);
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
  });

  test.each(["select printf('%.*c', 200000, 'x')", 'select zeroblob(200000)'])(
    'gets no cell that is larger than an answer may be: %s',
    async (sql) => {
      const { run } = newPool({ maxBytes: 100_000 });
      await expect(run(sql)).rejects.toMatchObject({
        ...failed,
        message: 'string or blob too big',
      });
    },
  );

  test('tells what its columns were declared as', async () => {
    const { run } = newPool();
    expect((await run('select a, sold, a + 1 as next from t')).columns).toEqual([
      { name: 'a', declaredType: 'INTEGER' },
      { name: 'sold', declaredType: 'boolean' },
      { name: 'next', declaredType: null },
    ]);
  });
});

describe('a pool that closes', () => {
  test('lets a running query finish within its grace, and starts none', async () => {
    const { pool, run } = newPool({ processes: 1 });
    const [running, waiting] = [run(slow), run('select 2')];
    const refused = expect(waiting).rejects.toMatchObject(timedOut);
    pool.close(20_000);
    await refused;
    await expect(run('select 3')).rejects.toMatchObject(timedOut);
    await expect(running).resolves.toMatchObject({ rows: [[5_000_000]] });
  });

  test('ends what still runs when the grace is over', async () => {
    const { pool, run } = newPool();
    const running = expect(run(endless)).rejects.toMatchObject(timedOut);
    pool.close(200);
    await running;
  });
});

test.runIf(process.platform === 'linux')('a query process has none of our variables', async () => {
  const reader = forkReader(newFile());
  onTestFinished(() => void reader.kill('SIGKILL'));
  await once(reader, 'spawn');
  const names = readFileSync(`/proc/${reader.pid}/environ`, 'utf8')
    .split('\0')
    .flatMap((entry) => (entry === '' ? [] : [entry.split('=')[0] ?? '']));
  expect(names.filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual([]);
});
