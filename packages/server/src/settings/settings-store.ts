import type { Kysely } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { Schema, SettingsTable } from '../db/schema.ts';

/** The settings that administrators change, each a JSON object with its own version. */
export type SettingsName = 'general' | 'jwt' | 'password_login';
export type SettingsRow = Pick<SettingsTable, 'value' | 'version'>;

const settingsRow = prepared<{ name: string }, SettingsRow>((db, p) =>
  db.selectFrom('settings').where('name', '=', p('name')).select(['value', 'version']),
);

/**
 * The settings that administrators have saved, as JSON; `{}` at version 0 before the first change.
 */
export async function readSettings(db: Kysely<Schema>, name: SettingsName): Promise<SettingsRow> {
  const [row] = await settingsRow(db, { name });
  return row ?? { value: '{}', version: 0 };
}

export async function writeSettings(
  tx: Tx,
  name: SettingsName,
  row: SettingsRow,
  now: number,
): Promise<void> {
  await tx
    .insertInto('settings')
    .values({ name, ...row, updated_at: now })
    .onConflict((c) => c.column('name').doUpdateSet({ ...row, updated_at: now }))
    .execute();
}
