import { describe, expect, onTestFinished, test } from 'vitest';
import { findByEmail } from '../accounts/account-store.ts';
import { shell } from '../audit/audit-store.ts';
import { createRefusalLog } from '../audit/refusal-log.ts';
import type { Database } from '../db/database.ts';
import { hashPassword } from '../passwords/password-hash.ts';
import { writePasswordLogin } from '../passwords/password-login-store.ts';
import { createVerificationQueue } from '../passwords/verification-queue.ts';
import { findViewer } from '../sessions/find-viewer.ts';
import { setUp } from '../setup/set-up.ts';
import { databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import { changeOwnPassword } from './change-own-password.ts';
import { signInWithPassword } from './sign-in-with-password.ts';
import { createTryLimit, type TryLimit } from './try-limit.ts';

const lifetime = { maxAge: 1e9, idle: 1e9 };
const right = { email: 'ada@example.com', password: 'a password for tests' };
const browser = { address: '192.0.2.1', userAgent: '', sessionToken: null, known: null };

type Interference = (database: Database, accountId: number) => Promise<unknown>;

/** The real limit; `interfere` runs after the password was verified and before anything is written. */
function withInterference(
  database: Database,
  accountId: number,
  interfere: Interference,
): TryLimit {
  const real = createTryLimit(
    database,
    createVerificationQueue({ running: 2, waiting: 10, waitingPerGroup: 5 }),
  );
  return {
    async try(...args) {
      const result = await real.try(...args);
      await interfere(database, accountId);
      return result;
    },
  };
}

async function arranged(kind: (typeof databaseKinds)[number]) {
  const database = await openTestDatabase(kind);
  const first = { ...right, firstName: null, lastName: null, siteName: null };
  const { id } = await setUp({ database, isOpen: async () => true }, first, null, 1);
  const refusals = createRefusalLog(database, () => undefined);
  onTestFinished(() => refusals.close());
  const rest = { database, lifetime, refusals, passwordLoginLock: null, now: () => 1_000 };
  const deps = (interfere: Interference) => ({
    ...rest,
    tries: withInterference(database, id, interfere),
  });
  return { database, id, deps };
}

const updating = (set: Parameters<typeof update>[2]) => (database: Database, id: number) =>
  update(database, id, set);

async function update(database: Database, id: number, set: { active?: 0; password_hash?: string }) {
  await database.transaction((tx) =>
    tx.updateTable('accounts').set(set).where('id', '=', id).execute(),
  );
}

const interferences: Record<string, Interference> = {
  'the account is deactivated': updating({ active: 0 }),
  'the password is changed': async (database, id) =>
    update(database, id, { password_hash: await hashPassword('another password') }),
  'the account is deleted': (database, id) =>
    database.transaction((tx) => tx.deleteFrom('accounts').where('id', '=', id).execute()),
};

describe.each(databaseKinds)('a password that was verified a moment ago, on %s', (kind) => {
  test.each([
    ...Object.entries(interferences),
    [
      'password login is disabled',
      (database: Database) =>
        database.transaction((tx) =>
          writePasswordLogin(tx, { enabled: false, overridesEnvironment: false }, 1),
        ),
    ] as const,
  ])('W1 opens no session if meanwhile %s', async (_what, interfere) => {
    const { database, deps } = await arranged(kind);
    const result = await signInWithPassword(deps(interfere), right, browser);
    expect(result).toEqual({ refused: 'invalid_credentials' });
    expect(await database.read.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });

  test.each([
    ...Object.entries(interferences),
    [
      'the session has ended',
      (database: Database) => database.transaction((tx) => tx.deleteFrom('sessions').execute()),
    ] as const,
  ])('X2 changes no password if meanwhile %s', async (_what, interfere) => {
    const { database, deps } = await arranged(kind);
    const nothing: Interference = async () => undefined;
    const signedIn = await signInWithPassword(deps(nothing), right, browser);
    if ('refused' in signedIn) throw new TypeError(signedIn.refused);
    const viewer = await findViewer(database, signedIn.session.sessionToken, lifetime, 1_001);
    if (viewer === null) throw new TypeError('there is a session');
    const body = { currentPassword: right.password, newPassword: 'one of my own choice' };
    const client = { ...browser, isBearer: false };
    const changed = changeOwnPassword(deps(interfere), viewer, body, client, shell);
    await expect(changed).rejects.toMatchObject({ code: 'not_signed_in' });
    const again = { ...right, password: body.newPassword };
    const result = await signInWithPassword(deps(nothing), again, browser);
    expect(result).toEqual({ refused: 'invalid_credentials' });
  });

  test('W1 opens a session if nothing changes meanwhile', async () => {
    const { database, deps } = await arranged(kind);
    const result = await signInWithPassword(
      deps(async () => undefined),
      right,
      browser,
    );
    expect(result).toHaveProperty('session');
    const [account] = await findByEmail(database.read, { email: right.email });
    expect(account?.last_sign_in_at).toBe(1_000);
  });
});
