import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Whether the database answers at all. @throws what it says where it doesn't */
export async function askDatabase(database: Database): Promise<void> {
  await sql`select 1`.execute(database.read);
}
