import type { ParameterValue, Question, ResultTable } from '@dashboard/contract';
import { DashboardError } from '../dashboard-error.ts';
import { findDataSource } from '../databases/database-store.ts';
import type { QueryPool } from '../databases/query-pool.ts';
import { findSourceFile } from '../databases/source-file.ts';
import type { Database } from '../db/database.ts';
import { mayView } from '../permissions/may.ts';
import { collectionGrants } from '../permissions/permission-store.ts';
import type { Viewer } from '../permissions/viewer.ts';
import { bindParameters, readParameters } from './bind-parameters.ts';
import { presentQuestion } from './question.ts';
import { allQuestions, findQuestion } from './question-store.ts';
import { resultTable } from './result-table.ts';

export interface QuestionDeps {
  readonly database: Database;
  readonly dataDir: string;
  readonly queries: QueryPool;
}

export interface Asked {
  readonly id: number;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Cancels the query, for example when the client has closed its connection. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a question: find it, check the viewer's right, bind the parameters, run the query.
 *
 * @throws DashboardError `not_found`, `validation_failed`, `query_failed`, `query_timeout`,
 * `too_many_queries`
 */
export async function askQuestion(
  deps: QuestionDeps,
  viewer: Viewer,
  asked: Asked,
): Promise<ResultTable> {
  const question = await viewQuestion(deps, viewer, asked.id);
  const bound = bindParameters(question.sql, readParameters(question.parameters, asked.parameters));
  const source = await findDataSource(deps.database.read, question.databaseId);
  if (source === null)
    throw new DashboardError('query_failed', 'The database of this question is gone.');
  const file = await findSourceFile(deps.dataDir, source.path);
  const started = performance.now();
  const { accountId } = viewer;
  const rows = await deps.queries.run({ file, accountId, query: bound, signal: asked.signal });
  return resultTable(rows, performance.now() - started);
}

/** @throws DashboardError `not_found` if there is none, and equally if the viewer can't see it */
export async function viewQuestion(
  { database }: Pick<QuestionDeps, 'database'>,
  viewer: Viewer,
  id: number,
): Promise<Question> {
  const row = await findQuestion(database.read, id);
  const grants = await collectionGrants(database.read, {});
  if (row === null || !mayView(row.collection_id, viewer, grants)) {
    throw new DashboardError('not_found', 'Question not found.');
  }
  return presentQuestion(row);
}

/** The questions that the viewer can see, by collection. */
export async function listQuestions(
  { database }: Pick<QuestionDeps, 'database'>,
  viewer: Viewer,
): Promise<Question[]> {
  const grants = await collectionGrants(database.read, {});
  const rows = await allQuestions(database.read, {});
  return rows.filter((row) => mayView(row.collection_id, viewer, grants)).map(presentQuestion);
}
