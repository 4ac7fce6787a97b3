import { sql } from 'kysely';
import type { Database } from './database.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';

/** Whether the database responds and can be written to. @throws the reason if not */
export async function askDatabase({ kind, read }: Database): Promise<void> {
  if (kind === 'sqlite') {
    await sql`select 1 from settings limit 1`.execute(read);
    return;
  }
  const { rows } = await sql<{
    readonly read_only: string;
  }>`select current_setting('transaction_read_only') as read_only`.execute(read);
  if (rows[0]?.read_only === 'on') throw new DatabaseUnavailable(new Error('it is read-only'));
}
