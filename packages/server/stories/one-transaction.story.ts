import { describe, expect, test } from 'vitest';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);

describe.each(databaseKinds)('at the same moment, on %s', (kind) => {
  test('I5, F11 a hundred first sign-ins of one person create one account', async () => {
    const server = await startTestServer(kind);
    const email = newEmail();
    const tokens = await Promise.all(
      hundred.map(() => makeToken(server.clock, { email, sub: 'one person' })),
    );
    const answers = await Promise.all(
      tokens.map((token) => newBrowser(server.siteAddress).get(answerPath(token))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(hundred.map(() => 302));
    const accounts = await server.database.read
      .selectFrom('accounts')
      .where('email', '=', email)
      .selectAll()
      .execute();
    expect(accounts).toHaveLength(1);
    expect(await server.database.read.selectFrom('sessions').selectAll().execute()).toHaveLength(
      100,
    );
  });

  test('F8 a hundred uses of one token open one session', async () => {
    const server = await startTestServer(kind);
    const token = await makeToken(server.clock);
    const answers = await Promise.all(
      hundred.map(() =>
        newBrowser(server.siteAddress).get(answerPath(token), { accept: 'application/json' }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 302)).toHaveLength(1);
    const refused = await Promise.all(
      answers.filter((answer) => answer.status !== 302).map((answer) => answer.json()),
    );
    expect(new Set(refused.map((body) => body.error.code))).toEqual(new Set(['token_replayed']));
    expect(await server.database.read.selectFrom('sessions').selectAll().execute()).toHaveLength(1);
  });

  test('the last free account goes to one of fifty people', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_ACCOUNT_LIMIT: '2' });
    const tokens = await Promise.all(hundred.slice(50).map(() => makeToken(server.clock)));
    const answers = await Promise.all(
      tokens.map((token) => newBrowser(server.siteAddress).get(answerPath(token))),
    );
    expect(answers.filter((answer) => answer.status === 302)).toHaveLength(1);
    expect(await server.database.read.selectFrom('accounts').selectAll().execute()).toHaveLength(2);
  });

  test('F11 a failure inside the transaction leaves the token unused', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_USER_PROVISIONING: 'false' });
    const token = await makeToken(server.clock);
    expect((await newBrowser(server.siteAddress).get(answerPath(token))).status).toBe(403);
    expect(await server.database.read.selectFrom('used_tokens').selectAll().execute()).toEqual([]);
  });
});
