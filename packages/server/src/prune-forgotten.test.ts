import { describe, expect, test } from 'vitest';
import { shell, writeAudit } from './audit/audit-store.ts';
import { type SignInLogRow, writeSignIn } from './audit/sign-in-log-store.ts';
import { pruneForgotten } from './prune-forgotten.ts';
import { databaseKinds, openTestDatabase } from './testing/test-database.ts';

const day = 24 * 3_600_000;
const now = 1_000 * day;

describe.each(databaseKinds)('expired data, on %s', (kind) => {
  async function logged(ages: readonly number[]) {
    const database = await openTestDatabase(kind);
    await database.transaction(async (tx) => {
      for (const age of ages) {
        const at = now - age * day;
        await writeSignIn(tx, {
          ...{ at, outcome: 'refused', code: 'token_expired', failedCheck: 'F5', detail: null },
          ...{ reference: `${age}`, email: null, accountId: null, address: '', userAgent: '' },
          ...{ flow: 'authorization_code', claimNames: null, groupNames: null },
        });
        const subject = { kind: 'settings', id: age, name: 'jwt' } as const;
        await writeAudit(tx, shell, { action: 'jwt_settings_changed', subject }, at);
      }
    });
    return database;
  }

  test.each([
    [30, [29], [29, 89]],
    [365, [29, 89, 91, 364], [29, 89, 91, 364]],
    [1, [], [29, 89]],
  ])(
    'is deleted after %i days from the sign-in log, and after at least ninety from the audit log',
    async (logRetentionDays, signIns, audit) => {
      const database = await logged([366, 364, 91, 89, 29]);
      const settings = {
        siteName: '',
        siteAddress: '',
        sessionMaxAgeSeconds: 1,
        embeddingOrigins: [],
      };
      await pruneForgotten(database, { ...settings, sessionIdleSeconds: 1, logRetentionDays }, now);
      const kept = await database.read.selectFrom('sign_ins').select('reference').execute();
      expect(kept.map(({ reference }) => Number(reference)).sort((a, b) => a - b)).toEqual(signIns);
      const rows = await database.read.selectFrom('audit').select('subject_id').execute();
      expect(rows.map((row) => Number(row.subject_id)).sort((a, b) => a - b)).toEqual(audit);
    },
  );

  test('keeps a bounded number of refusals without and with an email, and every successful sign-in', async () => {
    const database = await openTestDatabase(kind);
    const row: SignInLogRow = {
      ...{ at: now, code: 'token_malformed', failedCheck: 'F2', detail: null },
      ...{ outcome: 'refused', reference: '', email: null, accountId: null },
      ...{ address: '', userAgent: '', flow: '', claimNames: null, groupNames: null },
    };
    await database.transaction(async (tx) => {
      for (let count = 0; count < 1_300; count += 1) {
        await writeSignIn(tx, { ...row, reference: `${count}` });
        if (count % 10 === 0)
          await writeSignIn(tx, { ...row, email: 'known@example.com', reference: 'known' });
        if (count % 100 === 0)
          await writeSignIn(tx, { ...row, outcome: 'signed_in', reference: 'signed in' });
      }
    });
    const settings = {
      siteName: '',
      siteAddress: '',
      sessionMaxAgeSeconds: 1,
      embeddingOrigins: [],
    };
    const all = { ...settings, sessionIdleSeconds: 1, logRetentionDays: 90 };
    await pruneForgotten(database, all, now, 50);
    const kept = await database.read.selectFrom('sign_ins').select('reference').execute();
    const ofKind = (wanted: string) => kept.filter(({ reference }) => reference === wanted);
    const anonymous = kept.filter(({ reference }) => /^\d+$/.test(reference));
    expect(anonymous.map(({ reference }) => Number(reference)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => 1_250 + index),
    );
    expect(ofKind('known')).toHaveLength(50);
    expect(ofKind('signed in')).toHaveLength(13);
  });

  test('is deleted even if it is more than a batch of rows', async () => {
    const database = await logged([]);
    await database.transaction(async (tx) => {
      for (let count = 0; count < 2_500; count += 1) {
        await writeSignIn(tx, {
          ...{ at: count < 2_400 ? 1 : now, outcome: 'refused', code: null, failedCheck: null },
          ...{ detail: null, reference: '', email: null, accountId: null, address: '' },
          ...{ userAgent: '', flow: '', claimNames: null, groupNames: null },
        });
      }
    });
    const settings = {
      siteName: '',
      siteAddress: '',
      sessionMaxAgeSeconds: 1,
      embeddingOrigins: [],
    };
    const all = { ...settings, sessionIdleSeconds: 1, logRetentionDays: 90 };
    await pruneForgotten(database, all, now);
    expect(await database.read.selectFrom('sign_ins').select('id').execute()).toHaveLength(100);
  });
});
