import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { defaultQueryLimits, type QueryLimits } from '../src/databases/query-limits.ts';
import { createQueryPool } from '../src/databases/query-pool.ts';
import { makeSampleShop } from '../src/demo/sample-shop.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { queryProcesses, untilQueriesRun } from '../src/testing/query-processes.ts';
import { endless, replaceSql, startRun, startTooManyRuns } from '../src/testing/start-run.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds, newFolder } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const patience = { timeout: 60_000 };

async function signedIn(kind: (typeof databaseKinds)[number]) {
  const server = await startTestServer(kind);
  const browser = newBrowser(server.siteAddress);
  await browser.get(answerPath(await makeToken(server.clock)));
  const run = (id: number, parameters = {}) =>
    browser.send('POST', `api/questions/${id}/run`, { parameters });
  return { server, browser, run };
}

describe.each(databaseKinds)('questions, on %s', (kind) => {
  test('are refused without a session', async () => {
    const server = await startTestServer(kind);
    const stranger = newBrowser(server.siteAddress);
    expect((await stranger.get('api/questions')).status).toBe(401);
    expect((await stranger.get('api/questions/1')).status).toBe(401);
    expect((await stranger.send('POST', 'api/questions/1/run', {})).status).toBe(401);
  });

  test('that a person can’t see look like missing ones', async () => {
    const { server, browser, run } = await signedIn(kind);
    await server.database.transaction((tx) => tx.deleteFrom('collection_permissions').execute());
    for (const id of [1, 999]) {
      const [hidden, ran] = [await browser.get(`api/questions/${id}`), await run(id)];
      expect([hidden.status, ran.status]).toEqual([404, 404]);
      expect((await hidden.json()).error).toMatchObject({
        code: 'not_found',
        message: 'Question not found.',
      });
    }
    expect((await (await browser.get('api/questions')).json()).questions).toEqual([]);
  });

  test.each(['0', '-1', '1.5', 'abc', '1e3', '99999999999999999999'])(
    'have no id like %s',
    async (id) => {
      const { browser } = await signedIn(kind);
      expect((await browser.get(`api/questions/${id}`)).status).toBe(404);
    },
  );

  test('refuse unknown members and parameters, and values of a wrong type, by name', async () => {
    const { browser, run } = await signedIn(kind);
    const wrong = await run(2, { from: 'yesterday', nothing: 1 });
    expect(wrong.status).toBe(422);
    expect(Object.keys((await wrong.json()).error.fields).sort()).toEqual(['from', 'nothing']);
    const unknown = await browser.send('POST', 'api/questions/2/run', { parameter: {} });
    expect((await unknown.json()).error.fields).toEqual({ parameter: 'Unknown property.' });
  });

  test('return columns, types and rows', async () => {
    const { browser, run } = await signedIn(kind);
    const { questions } = await (await browser.get('api/questions')).json();
    expect(questions[0]).toMatchObject({
      id: 1,
      slug: 'superb-question',
      collectionName: 'Examples',
      visualization: { kind: 'line' },
    });
    const table = await (await run(1)).json();
    expect(table.columns).toEqual([
      { name: 'month', type: 'date' },
      { name: 'revenue', type: 'number' },
    ]);
    expect(table).toMatchObject({ rowCount: 36, truncated: false });
    for (const question of questions) {
      expect((await run(question.id)).status, question.name).toBe(200);
    }
  });

  test('accept parameters, and say if rows were cut off', async () => {
    const { run } = await signedIn(kind);
    const all = await (await run(2)).json();
    const quarter = await (
      await run(2, { from: '2025-01-01', to: '2025-03-31', categories: ['Kitchen', 'Play'] })
    ).json();
    expect(all.rowCount).toBe(6);
    expect(quarter.rows.map((row: unknown[]) => row[0]).sort()).toEqual(['Kitchen', 'Play']);
    expect(quarter.rows[0][1]).toBeLessThan(all.rows[0][1]);
    const long = await (await run(8)).json();
    expect(long).toMatchObject({ rowCount: 10_000, truncated: true });
  });

  test('that are slow do not delay sign-ins or other questions', async () => {
    const { server, browser, run } = await signedIn(kind);
    await replaceSql(server, 1, endless);
    const slow = startRun(server, browser, 1);
    await untilQueriesRun(server.dataDir, 1);
    for (let person = 0; person < 20; person += 1) {
      const answer = await newBrowser(server.siteAddress).get(
        answerPath(await makeToken(server.clock)),
      );
      expect(answer.status).toBe(302);
    }
    expect((await run(2)).status).toBe(200);
    slow.hangUp();
    await expect(slow.response).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('Q4 are refused if one person runs too many, while another person’s still run', async () => {
    const { server, browser } = await signedIn(kind);
    const other = newBrowser(server.siteAddress);
    await other.get(answerPath(await makeToken(server.clock, { email: newEmail() })));
    const { refused, running } = await startTooManyRuns(server, browser);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await refused.json()).error).toMatchObject({
      code: 'too_many_queries',
      message: 'You have too many queries running. Wait until some of them have finished.',
    });
    expect(queryProcesses(server.dataDir)).toHaveLength(3);
    expect((await other.send('POST', 'api/questions/2/run', {})).status).toBe(200);
    for (const { hangUp } of running) hangUp();
  });

  test('Q3 end in the database when the client closes its connection', async () => {
    const { server, browser, run } = await signedIn(kind);
    await replaceSql(server, 1, endless);
    const runs = Array.from({ length: 3 }, () => startRun(server, browser, 1));
    await untilQueriesRun(server.dataDir, 3);
    const processes = queryProcesses(server.dataDir);
    for (const { hangUp } of runs) hangUp();
    expect((await run(2)).status).toBe(200);
    await expect
      .poll(() => queryProcesses(server.dataDir).filter((pid) => processes.includes(pid)), patience)
      .toEqual([]);
  });
});

describe('a query process', () => {
  function pool(limits: Partial<QueryLimits> = {}) {
    const folder = newFolder();
    const path = join(folder, 'shop.sqlite');
    makeSampleShop(path);
    const queries = createQueryPool({ ...defaultQueryLimits, ...limits });
    onTestFinished(() => queries.close());
    return {
      folder,
      path,
      run: (sql: string, values: (string | number)[] = [], signal?: AbortSignal) =>
        queries.run({ file: path, accountId: 1, query: { sql, values }, signal }),
    };
  }

  /** The name and content of every file in a folder: the database, and what may be next to it. */
  function contentOf(folder: string): (readonly [string, string])[] {
    const hashOf = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex');
    return readdirSync(folder)
      .sort()
      .map((name) => [name, hashOf(name)] as const);
  }

  test.each([
    "attach database 'other.sqlite' as other",
    'detach database main',
    'pragma journal_mode = wal',
    'pragma table_info(orders)',
    'delete from orders',
    'insert into orders select * from orders',
    'update orders set total = 0',
    'drop table orders',
    'create table x (a)',
    'create temp table x (a)',
    'vacuum',
    "vacuum into 'copy.sqlite'",
    'begin',
    'reindex',
    "select load_extension('x')",
    "select writefile('x', 'y')",
    "select readfile('/etc/passwd')",
    'select * from pragma_database_list',
    'select nothing from nowhere',
    '',
  ])('refuses: %s', async (sql) => {
    const { folder, run } = pool();
    const before = contentOf(folder);
    await expect(run(sql)).rejects.toMatchObject({ code: 'query_failed' });
    expect(contentOf(folder)).toEqual(before);
    await expect(run('select count(*) from orders')).resolves.toMatchObject({ rows: [[20_000]] });
  });

  test('is stopped at its time limit, and the next query works', async () => {
    const { run } = pool({ timeout: 2_000 });
    await expect(run(endless)).rejects.toMatchObject({ code: 'query_timeout' });
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
  });

  test('is stopped when the client has gone', async () => {
    const { run } = pool({ placesPerDatabase: 1 });
    const gone = new AbortController();
    const waiting = run(endless, [], gone.signal);
    const next = run('select 2');
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'query_timeout' });
    await expect(next).resolves.toMatchObject({ rows: [[2]] });
  });

  test('that crashes fails alone', async () => {
    const { run } = pool({ placesPerDatabase: 1, maxRows: 1e9, maxBytes: 1e12 });
    const tooMuch = "select printf('%.*c', 200000, 'x') from orders";
    await expect(run(tooMuch)).rejects.toMatchObject({ code: 'query_failed' });
    await expect(run('select 3')).resolves.toMatchObject({ rows: [[3]] });
  });

  test('ends with the server, even during a query', async () => {
    const { path } = pool();
    const starting = `
      import { createQueryPool } from ${JSON.stringify(new URL('../src/databases/query-pool.ts', import.meta.url).href)};
      const query = { sql: ${JSON.stringify(endless)}, values: [] };
      void createQueryPool().run({ file: ${JSON.stringify(path)}, accountId: 1, query });`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', starting], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void server.kill('SIGKILL'));
    await untilQueriesRun(path, 1);
    server.kill('SIGKILL');
    await untilQueriesRun(path, 0);
  });

  test('has limits for rows and bytes', async () => {
    const { run } = pool({ maxRows: 10, maxBytes: 100_000 });
    await expect(run('select id from orders')).resolves.toMatchObject({
      truncated: true,
      rows: { length: 10 },
    });
    await expect(run('select id from orders limit 10')).resolves.toMatchObject({
      truncated: false,
    });
    const wide = await run("select printf('%.*c', 60000, 'x') from orders limit 10");
    expect(wide.truncated).toBe(true);
    expect(wide.rows.length).toBeLessThan(4);
  });

  test('returns large integers and bytes as text, and text unchanged', async () => {
    const { run } = pool();
    const { rows } = await run(
      "select 9007199254740993, 9007199254740991, x'00ff', 1.5, null, 'ü🙂', 9e999, ?",
      ["'; drop table orders; --"],
    );
    expect(rows).toEqual([
      [
        '9007199254740993',
        9007199254740991,
        '0x00ff',
        1.5,
        null,
        'ü🙂',
        'Infinity',
        "'; drop table orders; --",
      ],
    ]);
  });
});

test('the sample shop is the same everywhere', () => {
  const path = join(newFolder(), 'shop.sqlite');
  makeSampleShop(path);
  const shop = new DatabaseSync(path, { readOnly: true });
  const hash = createHash('sha256');
  for (const table of ['people', 'products', 'orders', 'reviews']) {
    for (const row of shop.prepare(`select * from ${table} order by id`).iterate())
      hash.update(JSON.stringify(row));
  }
  shop.close();
  expect(hash.digest('hex')).toMatchInlineSnapshot(
    `"3c16ee01d32719fbaeaa986e5d0bba7124f6369333c871bb7f802165c46db892"`,
  );
});
