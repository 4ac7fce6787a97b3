import type { Question } from '@dashboard/contract';
import type { QuestionWithCollection } from './question-store.ts';

/** A question as the API shows it. */
export function presentQuestion(row: QuestionWithCollection): Question {
  return {
    id: row.id,
    slug: slugOf(row.name),
    name: row.name,
    description: row.description,
    databaseId: row.database_id,
    collectionId: row.collection_id,
    collectionName: row.collection_name,
    sql: row.sql,
    parameters: JSON.parse(row.parameters),
    visualization: JSON.parse(row.visualization),
  };
}

/** The readable part of a question's address: `Überblick 2025!` → `uberblick-2025`. */
export function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const slug = ascii
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '');
  return slug === '' ? 'question' : slug;
}
