import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { queryProcesses, untilQueriesRun } from '../testing/query-processes.ts';
import { newFolder } from '../testing/test-database.ts';
import { defaultQueryLimits, type QueryLimits } from './query-limits.ts';
import { createQueryPool } from './query-pool.ts';

const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n)';
const endless = `${numbers} select max(i) from n`;
/** Counts for a part of a second. */
const slow = `${numbers} select count(*) from (select i from n limit 1000000)`;

const failed = { code: 'query_failed' };
const timedOut = { code: 'query_timeout' };

function newFile(): string {
  const file = join(newFolder(), 'source.sqlite');
  const database = new DatabaseSync(file);
  database.exec('create table t (a integer, sold boolean); insert into t values (1, 1)');
  database.close();
  return file;
}

let person = 0;

/** A pool with one database; each query is of another person, unless `accountId` is given. */
function newPool(limits: Partial<QueryLimits> = {}) {
  const pool = createQueryPool({ ...defaultQueryLimits, ...limits });
  onTestFinished(() => pool.close());
  const file = newFile();
  const run = (sql: string, options: { signal?: AbortSignal; file?: string } = {}) =>
    pool.run({ file, accountId: ++person, query: { sql, values: [] }, ...options });
  return { pool, file, run };
}

describe('a query', () => {
  test('on a missing file or a file that is no database fails; the next one works', async () => {
    const { run } = newPool({ placesPerDatabase: 1 });
    const folder = newFolder();
    writeFileSync(join(folder, 'notes.sqlite'), 'these are notes '.repeat(100));
    const ask = (name: string) => run('select 1', { file: join(folder, name) });
    await expect(ask('gone.sqlite')).rejects.toMatchObject(failed);
    await expect(ask('notes.sqlite')).rejects.toMatchObject({
      ...failed,
      message: 'file is not a database',
    });
    await expect(run('select a from t')).resolves.toMatchObject({ rows: [[1]] });
  });

  test('that fails does not affect the queries that wait behind it', async () => {
    const { run } = newPool({ placesPerDatabase: 1 });
    const asked = await Promise.allSettled([run('nonsense'), run('select 2'), run('select 3')]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  test('that is canceled before it has a slot never starts', async () => {
    const { run } = newPool({ placesPerDatabase: 1 });
    const signal = AbortSignal.abort();
    await expect(run(endless, { signal })).rejects.toMatchObject(timedOut);
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
  });

  test('Q3 that is canceled frees its place, and its process ends', async () => {
    const { file, run } = newPool({ placesPerDatabase: 1 });
    const gone = new AbortController();
    const running = expect(run(endless, { signal: gone.signal })).rejects.toMatchObject(timedOut);
    await untilQueriesRun(file, 1);
    const [pid] = queryProcesses(file);
    const next = run('select 1');
    gone.abort();
    await running;
    await expect(next).resolves.toMatchObject({ rows: [[1]] });
    await expect.poll(() => queryProcesses(file), { timeout: 20_000 }).not.toContain(pid);
  });

  test('Q4 runs next to slow queries of another person and next to a slow database', async () => {
    const { pool, file, run } = newPool();
    const query = { sql: endless, values: [] };
    const slowOnes = [1, 2, 3, 4, 5].map(() => pool.run({ file, accountId: 0, query }));
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
    slowOnes.push(run(endless), run(endless));
    await expect(run('select 2', { file: newFile() })).resolves.toMatchObject({ rows: [[2]] });
    const ended = Promise.allSettled(slowOnes);
    pool.close();
    expect((await ended).every(({ status }) => status === 'rejected')).toBe(true);
  });

  test('Q4 is refused if its person has too many queries', async () => {
    const { pool, file } = newPool({ waitingPerPerson: 1 });
    const ask = (sql: string) => pool.run({ file, accountId: 0, query: { sql, values: [] } });
    const running = Promise.allSettled([1, 2, 3, 4].map(() => ask(endless)));
    await expect(ask('select 2')).rejects.toMatchObject({
      code: 'too_many_queries',
      retryAfterSeconds: 5,
    });
    pool.close();
    await running;
  });

  test('that needs too much memory is stopped, and the next one works', async () => {
    const { run } = newPool({ placesPerDatabase: 1 });
    const sort = `${numbers} select b from (select zeroblob(1000000) as b from n limit 9000) order by b`;
    await expect(run(sort)).rejects.toMatchObject(failed);
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
  });

  test.each(["select printf('%.*c', 200000, 'x')", 'select zeroblob(200000)'])(
    'fails if one cell is larger than a result can be: %s',
    async (sql) => {
      const { run } = newPool({ maxBytes: 100_000 });
      await expect(run(sql)).rejects.toMatchObject({
        ...failed,
        message: 'string or blob too big',
      });
    },
  );

  test('returns the declared types of its columns', async () => {
    const { run } = newPool();
    expect((await run('select a, sold, a + 1 as next from t')).columns).toEqual([
      { name: 'a', declaredType: 'INTEGER' },
      { name: 'sold', declaredType: 'boolean' },
      { name: 'next', declaredType: null },
    ]);
  });
});

describe('a pool that is closed', () => {
  test('lets a running query finish and starts no more', async () => {
    const { pool, run } = newPool({ placesPerDatabase: 1 });
    const [running, waiting] = [run(slow), run('select 2')];
    const refused = expect(waiting).rejects.toMatchObject(timedOut);
    pool.close(20_000);
    await refused;
    await expect(run('select 3')).rejects.toMatchObject(timedOut);
    await expect(running).resolves.toMatchObject({ rows: [[1_000_000]] });
  });

  test('stops the queries that still run when the grace is over', async () => {
    const { pool, run } = newPool();
    const running = expect(run(endless)).rejects.toMatchObject(timedOut);
    pool.close(200);
    await running;
  });
});
