import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../src/db/database.ts';
import { openPostgres } from '../src/db/open-postgres.ts';
import { openSqlite } from '../src/db/open-sqlite.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { testEnvironment } from '../src/testing/test-server.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;

/** A separate server process, ready to be killed. */
async function spawnServer(environment: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main, 'start'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += chunk;
    if (printed.includes('Dashboard is ready')) break;
  }
  expect(printed).toContain('Dashboard is ready');
  return child;
}

/**
 * Signs people in as fast as it can until the server has ended. `kill` ends it after a number of
 * responses, and so always under load.
 *
 * @returns the emails that were acknowledged
 */
async function storm(
  siteAddress: string,
  { lanes, answers, kill }: { lanes: number; answers: number; kill: () => void },
): Promise<string[]> {
  const answered: string[] = [];
  async function lane(): Promise<void> {
    for (;;) {
      const email = newEmail();
      const token = await makeToken({ now: Date.now() }, { email });
      try {
        const response = await fetch(new URL(answerPath(token), siteAddress), {
          redirect: 'manual',
        });
        if (response.status === 302) answered.push(email);
        if (answered.length === answers) kill();
      } catch {
        return;
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return answered;
}

/** For each email with any row: the number of its accounts, sessions and log rows. */
async function traces(database: Database): Promise<Map<string, string>> {
  const rows = await database.read
    .selectFrom('accounts')
    .where('source', '=', 'jwt')
    .select((eb) => [
      'email',
      eb
        .selectFrom('sessions')
        .whereRef('account_id', '=', 'accounts.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('sessions'),
      eb
        .selectFrom('sign_ins')
        .whereRef('account_id', '=', 'accounts.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('log'),
      eb
        .selectFrom('sessions')
        .innerJoin('used_tokens', 'used_tokens.use_key', 'sessions.opened_by')
        .whereRef('account_id', '=', 'accounts.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('used'),
    ])
    .execute();
  return new Map(
    rows.map(({ email, sessions, log, used }) => [email, `${sessions} ${log} ${used}`]),
  );
}

describe.each(databaseKinds)('kill -9 during many sign-ins, on %s', (kind) => {
  test('loses no acknowledged sign-in, leaves none half written, and the next start works; ten times', {
    timeout: 180_000,
  }, async () => {
    const environment = await testEnvironment(kind);
    const siteAddress = `http://localhost:${environment.PORT}/`;
    const answered: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      const child = await spawnServer(environment);
      const exit = once(child, 'exit');
      const kill = () => child.kill('SIGKILL');
      answered.push(...(await storm(siteAddress, { lanes: 16, answers: 8 + round * 3, kill })));
      await exit;
    }
    const child = await spawnServer(environment);
    const database =
      kind === 'sqlite'
        ? openSqlite(join(environment.DASHBOARD_DATA_DIR ?? '', 'dashboard.sqlite'))
        : openPostgres(environment.DATABASE_URL ?? '');
    onTestFinished(() => database.close());
    const found = await traces(database);
    expect(answered.length).toBeGreaterThan(50);
    expect(answered.filter((email) => found.get(email) !== '1 1 1')).toEqual([]);
    expect([...found.values()].filter((trace) => trace !== '1 1 1')).toEqual([]);
    const logged = await database.read
      .selectFrom('sign_ins')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst();
    expect(logged?.n).toBe(found.size);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
