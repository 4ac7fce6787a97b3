import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createQueryPool,
  defaultQueryLimits,
  type QueryLimits,
} from '../src/databases/query-pool.ts';
import { makeSampleShop } from '../src/demo/sample-shop.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds, newFolder } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const endless =
  'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n';

async function signedIn(kind: (typeof databaseKinds)[number]) {
  const server = await startTestServer(kind);
  const browser = newBrowser(server.siteAddress);
  await browser.get(answerPath(await makeToken(server.clock)));
  const run = (id: number, parameters = {}) =>
    browser.send('POST', `api/questions/${id}/run`, { parameters });
  return { server, browser, run };
}

describe.each(databaseKinds)('questions, on %s', (kind) => {
  test('are nobody’s without a session', async () => {
    const server = await startTestServer(kind);
    const stranger = newBrowser(server.siteAddress);
    expect((await stranger.get('api/questions')).status).toBe(401);
    expect((await stranger.get('api/questions/1')).status).toBe(401);
    expect((await stranger.send('POST', 'api/questions/1/run', {})).status).toBe(401);
  });

  test('that one may not see look like questions that are not there', async () => {
    const { server, browser, run } = await signedIn(kind);
    await server.database.transaction((tx) => tx.deleteFrom('collection_permissions').execute());
    for (const id of [1, 999]) {
      const [hidden, ran] = [await browser.get(`api/questions/${id}`), await run(id)];
      expect([hidden.status, ran.status]).toEqual([404, 404]);
      expect((await hidden.json()).error).toMatchObject({
        code: 'not_found',
        message: 'There is no such question.',
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
    expect((await unknown.json()).error.fields).toEqual({ parameter: 'There is no such member.' });
  });

  test('answer with columns, types and rows', async () => {
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

  test('take parameters, and say when rows were cut off', async () => {
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

  test('that are slow hold up nobody’s sign-in', async () => {
    const { server, browser, run } = await signedIn(kind);
    await server.database.transaction((tx) =>
      tx.updateTable('questions').set({ sql: endless }).where('id', '=', 1).execute(),
    );
    const gone = new AbortController();
    const slow = fetch(`${server.siteAddress}api/questions/1/run`, {
      method: 'POST',
      body: '{}',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        cookie: `dashboard_session=${browser.cookies.get('dashboard_session')}`,
      },
      signal: gone.signal,
    }).catch(() => 'given up');
    for (let person = 0; person < 20; person += 1) {
      const answer = await newBrowser(server.siteAddress).get(
        answerPath(await makeToken(server.clock)),
      );
      expect(answer.status).toBe(302);
    }
    expect((await run(2)).status).toBe(200);
    expect(await Promise.race([slow, Promise.resolve('still running')])).toBe('still running');
    gone.abort();
    expect(await slow).toBe('given up');
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
        queries.run(path, { sql, values }, signal),
    };
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
    const { path, run } = pool();
    const before = createHash('sha256')
      .update(String(statSync(path).mtimeMs))
      .digest('hex');
    await expect(run(sql)).rejects.toMatchObject({ code: 'query_failed' });
    expect(
      createHash('sha256')
        .update(String(statSync(path).mtimeMs))
        .digest('hex'),
    ).toBe(before);
    await expect(run('select count(*) from orders')).resolves.toMatchObject({ rows: [[20_000]] });
  });

  test('is ended when its time is over, and the next query works', async () => {
    const { run } = pool({ timeout: 2_000 });
    await expect(run(endless)).rejects.toMatchObject({ code: 'query_timeout' });
    await expect(run('select 1')).resolves.toMatchObject({ rows: [[1]] });
  });

  test('is ended when whoever asked has gone', async () => {
    const { run } = pool({ processes: 1 });
    const gone = new AbortController();
    const waiting = run(endless, [], gone.signal);
    const next = run('select 2');
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'query_timeout' });
    await expect(next).resolves.toMatchObject({ rows: [[2]] });
  });

  test('that dies takes its own query with it and no other', async () => {
    const { run } = pool({ processes: 1, maxRows: 1e9, maxBytes: 1e12 });
    const tooMuch = "select printf('%.*c', 200000, 'x') from orders";
    await expect(run(tooMuch)).rejects.toMatchObject({ code: 'query_failed' });
    await expect(run('select 3')).resolves.toMatchObject({ rows: [[3]] });
  });

  test('ends with the server, even in the middle of a query', async () => {
    const { path } = pool();
    const asking = `
      import { createQueryPool } from ${JSON.stringify(new URL('../src/databases/query-pool.ts', import.meta.url).href)};
      void createQueryPool().run(${JSON.stringify(path)}, { sql: ${JSON.stringify(endless)}, values: [] });
      setTimeout(() => console.log('asked'), 1000);`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', asking], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(server.stdout, 'data');
    const isRunning = () =>
      spawnSync('pgrep', ['-f', path], { encoding: 'utf8' })
        .stdout.trim()
        .split('\n')
        .filter((pid) => pid !== '' && pid !== String(server.pid)).length > 0;
    expect(isRunning()).toBe(true);
    server.kill('SIGKILL');
    await expect.poll(isRunning, { timeout: 5_000 }).toBe(false);
  });

  test('bounds rows and bytes', async () => {
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

  test('gives large integers and bytes as text, and text as it is', async () => {
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

  test('sees none of the server’s variables and can read no other file', async () => {
    const { folder, run } = pool();
    const secret = new DatabaseSync(join(folder, 'secret.sqlite'));
    secret.exec('create table secrets (a)');
    secret.close();
    const other = createQueryPool();
    onTestFinished(() => other.close());
    await expect(run(`select * from '${join(folder, 'secret.sqlite')}'`)).rejects.toMatchObject({
      code: 'query_failed',
    });
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
