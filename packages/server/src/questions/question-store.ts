import type { Kysely } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { QuestionRow, Schema } from '../db/schema.ts';

export type QuestionWithCollection = QuestionRow & { readonly collection_name: string };

export const allQuestions = prepared<Record<never, never>, QuestionWithCollection>((db) =>
  db
    .selectFrom('questions')
    .innerJoin('collections', 'collections.id', 'questions.collection_id')
    .selectAll('questions')
    .select('collections.name as collection_name')
    .orderBy('collections.name')
    .orderBy('questions.id'),
);

const questionById = prepared<{ id: number }, QuestionWithCollection>((db, p) =>
  db
    .selectFrom('questions')
    .innerJoin('collections', 'collections.id', 'questions.collection_id')
    .where('questions.id', '=', p('id'))
    .selectAll('questions')
    .select('collections.name as collection_name'),
);

export async function findQuestion(
  db: Kysely<Schema>,
  id: number,
): Promise<QuestionWithCollection | null> {
  const [row] = await questionById(db, { id });
  return row ?? null;
}

export async function insertCollection(tx: Tx, name: string, now: number): Promise<number> {
  const row = await tx
    .insertInto('collections')
    .values({ name, created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export type NewQuestion = Pick<
  QuestionRow,
  'name' | 'description' | 'database_id' | 'collection_id' | 'sql' | 'parameters' | 'visualization'
>;

export async function insertQuestion(tx: Tx, question: NewQuestion, now: number): Promise<void> {
  await tx
    .insertInto('questions')
    .values({ ...question, created_at: now, updated_at: now })
    .execute();
}
