import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testSigningKey } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const main = new URL('../src/main.ts', import.meta.url).pathname;
const environment = {
  DASHBOARD_JWT_GROUP_SYNC: 'true',
  DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers"],"ops":["Operators"]}',
};

async function check(admin: TestBrowser, body: object) {
  return (await admin.send('POST', 'api/settings/jwt/check', body)).json();
}

interface Step {
  readonly name: string;
  readonly outcome: string;
  readonly code?: string;
}

const failed = (checks: readonly Step[]) => checks.filter(({ outcome }) => outcome === 'failed');

/** Every row of every table: a check changes none of them. */
async function everything(server: TestServer): Promise<string> {
  const db = server.database.read;
  const tables = [
    ...(['accounts', 'groups', 'group_members', 'sessions', 'used_tokens', 'sign_ins'] as const),
    ...(['settings', 'key_uses', 'audit', 'password_tries'] as const),
  ];
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows.map((row, index) => [tables[index], row]));
}

describe.each(databaseKinds)('the token checker, on %s', (kind) => {
  test('shows what a sign-in would do for a new and for a known person, and changes nothing', async () => {
    const server = await startTestServer(kind, environment);
    const admin = await signInAsAdministrator(server);
    const email = newEmail();
    const stranger = await makeToken(server.clock, { email, groups: ['eng'], tenant: 7 });
    const before = await everything(server);
    const { checks, account, claims } = await check(admin, { token: stranger });
    expect(await everything(server)).toBe(before);
    expect(failed(checks)).toEqual([]);
    expect(account).toMatchObject({
      action: 'create',
      before: null,
      after: { email, isAdministrator: false, source: 'jwt' },
      attributes: { added: { tenant: 7 }, changed: {}, removed: {} },
    });
    expect(account.groups.added.map(({ name }: { name: string }) => name).sort()).toEqual([
      'All users',
      'Engineers',
    ]);
    expect(claims.email).toBe(email);
    // The token is not used up: it signs in.
    expect((await newBrowser(server.siteAddress).get(answerPath(stranger))).status).toBe(302);
    const next = { email, groups: ['ops', 'nobody'], tenant: 8, city: 'Rome', deep: { a: 1 } };
    const known = await check(admin, { claims: next });
    expect(known.account).toMatchObject({
      action: 'update',
      attributes: {
        added: { city: 'Rome' },
        changed: { tenant: { before: 7, after: 8 } },
        skipped: ['deep'],
      },
      groups: { unknown: ['nobody'] },
    });
    const names = (groups: readonly { name: string }[]) => groups.map(({ name }) => name);
    expect([names(known.account.groups.added), names(known.account.groups.removed)]).toEqual([
      ['Operators'],
      ['Engineers'],
    ]);
    const used = await check(admin, { token: stranger });
    expect(failed(used.checks)).toMatchObject([{ name: 'single_use', code: 'token_replayed' }]);
  });

  test('gives the same result as a real sign-in for every refusal', async () => {
    const server = await startTestServer(kind, environment);
    const admin = await signInAsAdministrator(server);
    const [h = '', p = ''] = (await makeToken(server.clock)).split('.');
    const bound = newEmail();
    await newBrowser(server.siteAddress).get(
      answerPath(await makeToken(server.clock, { email: bound, sub: 'one' })),
    );
    const off = newEmail();
    const person = newBrowser(server.siteAddress);
    await person.get(answerPath(await makeToken(server.clock, { email: off })));
    const { account } = await (await person.get('api/session')).json();
    await admin.send('PATCH', `api/accounts/${account.id}`, { active: false });
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`a${index}`, 1]));
    const old = Math.floor(server.clock.now / 1000) - 7200;
    const tokens: Record<string, string> = {
      shape: 'nonsense',
      signature: `${h}.${p}.${'A'.repeat(43)}`,
      algorithm: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${p}.AAAA`,
      times: await makeToken(server.clock, { iat: old, exp: old + 60 }),
      audience_and_issuer: await makeToken(server.clock, { aud: 'somebody else' }),
      email: await makeToken(server.clock, { email: 'no address' }),
      names: await makeToken(server.clock, { first_name: 7 }),
      subject: await makeToken(server.clock, { sub: true }),
      attributes: await makeToken(server.clock, many),
      groups_claim: await makeToken(server.clock, { groups: { eng: true } }),
      identity: await makeToken(server.clock, { email: bound, sub: 'two' }),
      active: await makeToken(server.clock, { email: off }),
    };
    for (const [name, token] of Object.entries(tokens)) {
      const { checks, account: outcome } = await check(admin, { token });
      const real = await newBrowser(server.siteAddress).get(answerPath(token), {
        accept: 'application/json',
      });
      expect(failed(checks), name).toEqual([
        expect.objectContaining({ name, code: await codeOf(real) }),
      ]);
      expect(outcome.action).toBe('refuse');
      const at = checks.findIndex((step: Step) => step.name === name);
      expect(checks.slice(at + 1).every((step: Step) => step.outcome === 'skipped')).toBe(true);
    }
  });

  test('uses settings that are not saved', async () => {
    const server = await startTestServer(kind, environment);
    const admin = await signInAsAdministrator(server);
    const claims = { mail: 'person@example.com' };
    const saved = await check(admin, { claims });
    expect(failed(saved.checks)).toMatchObject([{ name: 'email', code: 'email_missing' }]);
    const tried = await check(admin, { claims, settings: { emailAttribute: 'mail' } });
    expect(failed(tried.checks)).toEqual([]);
    const closed = { emailAttribute: 'mail', userProvisioning: false };
    const unknown = await check(admin, { claims, settings: closed });
    expect(failed(unknown.checks)).toMatchObject([{ name: 'account', code: 'account_not_found' }]);
    const otherKey = { signingKey: 'a key that nobody has saved, long enough' };
    const token = await makeToken(server.clock, {}, otherKey.signingKey);
    expect(failed((await check(admin, { token })).checks)).toMatchObject([{ name: 'signature' }]);
    expect(failed((await check(admin, { token, settings: otherKey })).checks)).toEqual([]);
    const disabled = await check(admin, { token, settings: { ...otherKey, enabled: false } });
    expect(failed(disabled.checks)).toMatchObject([{ name: 'settings' }]);
    expect(disabled.account.action).toBe('refuse');
  });

  test('N1 names the usual mistake with the key, of the saved and of an unsaved one, and shows neither', async () => {
    const server = await startTestServer(kind, environment);
    const admin = await signInAsAdministrator(server);
    const unsaved = 'a key that nobody has saved, long enough';
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    for (const [key, settings, words] of [
      [`${testSigningKey}\n`, {}, 'line break'],
      [`"${testSigningKey}"`, {}, 'quotation marks'],
      [base64(testSigningKey), {}, 'base64'],
      [`${unsaved}\n`, { signingKey: unsaved }, 'line break'],
      [base64(unsaved), { signingKey: ` ${unsaved} ` }, 'base64'],
    ] as const) {
      const token = await makeToken(server.clock, {}, key);
      const answer = await check(admin, { token, settings });
      expect(failed(answer.checks)).toMatchObject([
        { name: 'signature', code: 'token_signature', detail: expect.stringContaining(words) },
      ]);
      expect(JSON.stringify(answer.checks)).not.toContain(key.trim());
    }
    const other = await makeToken(server.clock, {}, 'another key that nobody has saved anywhere');
    expect(failed((await check(admin, { token: other })).checks)).toMatchObject([
      { detail: 'The signature does not match the signing key.' },
    ]);
  });

  test('requires the challenge in the flow with PKCE, and the client ID over the back channel', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const settings = { flow: 'authorization_code_pkce' };
    const without = await check(admin, { claims: { email: 'p@example.com' }, settings });
    expect(failed(without.checks)).toMatchObject([
      { name: 'code_challenge', code: 'pkce_required' },
    ]);
    const claims = { email: 'p@example.com', code_challenge: 'x' };
    expect(failed((await check(admin, { claims, settings })).checks)).toEqual([]);
    const back = {
      tokenEndpoint: 'https://id.example.com/token',
      issuer: 'https://id.example.com',
    };
    const token = { email: 'p@example.com', sub: 'p', iss: back.issuer };
    const other = await check(admin, { claims: { ...token, aud: 'other' }, settings: back });
    expect(failed(other.checks)).toMatchObject([{ code: 'token_audience' }]);
    const own = await check(admin, { claims: { ...token, aud: 'dashboard' }, settings: back });
    expect(failed(own.checks)).toEqual([]);
  });

  test('is on the command line too, with the same messages and an exit code', async () => {
    const server = await startTestServer(kind, environment);
    const token = await makeToken(server.clock, { groups: ['eng', 'Eng'] });
    const run = (...words: string[]) =>
      promisify(execFile)(process.execPath, [main, 'token', 'check', ...words], {
        env: { ...server.environment },
      }).catch((error: { readonly stdout: string; readonly code: number }) => error);
    const good = await run(token);
    expect(good).not.toHaveProperty('code');
    expect(good.stdout).toMatch(
      /✓ signature.*! groups .*"Eng" \(differs from "eng" in letter case\).*It would create an account for person-.*Engineers/s,
    );
    const bad = await run(`${token.slice(0, -4)}AAAA`, '--json');
    expect(bad).toHaveProperty('code', 1);
    expect(failed(JSON.parse(bad.stdout).checks)).toMatchObject([{ code: 'token_signature' }]);
  });

  test.each([
    [{}, 'token'],
    [{ token: 'a.b.c', claims: {} }, 'token'],
    [{ token: 7 }, 'token'],
    [{ token: 'a.b.c', settings: { signingKey: 'short' } }, 'settings.signingKey'],
    [{ token: 'a.b.c', settings: { nothing: 1 } }, 'settings.nothing'],
  ])('refuses %j by name', async (body, field) => {
    const server = await startTestServer('sqlite', environment);
    const admin = await signInAsAdministrator(server);
    const refused = await admin.send('POST', 'api/settings/jwt/check', body);
    expect(refused.status).toBe(422);
    expect(Object.keys((await refused.json()).error.fields)).toContain(field);
  });
});
