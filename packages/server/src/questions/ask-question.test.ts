import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { insertDataSource } from '../databases/database-store.ts';
import { createQueryPool } from '../databases/query-pool.ts';
import type { Database } from '../db/database.ts';
import { grantCollection } from '../permissions/permission-store.ts';
import { databaseKinds, newFolder, openTestDatabase } from '../testing/test-database.ts';
import { askQuestion, listQuestions, viewQuestion } from './ask-question.ts';
import { allQuestions, insertCollection, insertQuestion } from './question-store.ts';

const notThere = { code: 'not_found', message: 'Question not found.' };
const administrator = { accountId: 1, isAdministrator: true, groupIds: [1, 2] };
const person = { accountId: 2, isAdministrator: false, groupIds: [1] };
const stranger = { accountId: 3, isAdministrator: false, groupIds: [] };

/** Two collections, the later name first; group 1 can view "Open". */
async function makeQuestions(database: Database, path = 'source.sqlite') {
  const dataDir = newFolder();
  const source = new DatabaseSync(join(dataDir, 'source.sqlite'));
  source.exec('create table t (a integer); insert into t values (1), (2), (3)');
  source.close();
  const queries = createQueryPool();
  onTestFinished(() => queries.close());
  await database.transaction(async (tx) => {
    const databaseId = await insertDataSource(tx, { name: 'Source', path, now: 1 });
    const open = await insertCollection(tx, 'Open', 1);
    const closed = await insertCollection(tx, 'Closed', 1);
    await grantCollection(tx, { groupId: 1, collectionId: open, access: 'view' });
    for (const [name, collectionId] of [
      ['First', open],
      ['Hidden', closed],
      ['Another', open],
    ] as const) {
      const question = {
        name,
        description: null,
        database_id: databaseId,
        collection_id: collectionId,
        sql: 'select count(*) as count from t where a >= {{least}}',
        parameters: JSON.stringify([{ name: 'least', type: 'number', default: 2 }]),
        visualization: '{"kind":"number"}',
      };
      await insertQuestion(tx, question, 1);
    }
  });
  const rows = await allQuestions(database.read, {});
  const idOf = (name: string) => rows.find((row) => row.name === name)?.id ?? 0;
  return { deps: { database, dataDir, queries }, idOf };
}

describe.each(databaseKinds)('a question, on %s', (kind) => {
  test.each([
    ['who is in no group that may view it', person, 'Hidden'],
    ['who is in no group at all', stranger, 'First'],
    ['when it was never there, for an administrator too', administrator, 'Nothing'],
  ])('is not found for a viewer %s', async (_who, viewer, name) => {
    const { deps, idOf } = await makeQuestions(await openTestDatabase(kind));
    const id = idOf(name);
    await expect(viewQuestion(deps, viewer, id)).rejects.toMatchObject(notThere);
    await expect(askQuestion(deps, viewer, { id, parameters: {} })).rejects.toMatchObject(notThere);
    // Not even the errors of its parameters are shown.
    await expect(askQuestion(deps, viewer, { id, parameters: { other: 1 } })).rejects.toMatchObject(
      notThere,
    );
  });

  test('is never run on Dashboard’s own database', async () => {
    const database = await openTestDatabase(kind);
    const { deps, idOf } = await makeQuestions(database, './dashboard.sqlite');
    new DatabaseSync(join(deps.dataDir, 'dashboard.sqlite')).close();
    await expect(
      askQuestion(deps, administrator, { id: idOf('First'), parameters: {} }),
    ).rejects.toMatchObject({ code: 'query_failed' });
  });

  test('names the errors of its parameters before it runs', async () => {
    const { deps, idOf } = await makeQuestions(await openTestDatabase(kind), 'gone.sqlite');
    const asked = { id: idOf('First'), parameters: { least: 'two' } };
    await expect(askQuestion(deps, person, asked)).rejects.toMatchObject({
      code: 'validation_failed',
      fields: { least: 'This must be a number.' },
    });
  });

  test('returns rows to a person who can view it, with defaults or given values', async () => {
    const { deps, idOf } = await makeQuestions(await openTestDatabase(kind));
    const id = idOf('First');
    expect(await askQuestion(deps, person, { id, parameters: {} })).toMatchObject({
      columns: [{ name: 'count', type: 'number' }],
      rows: [[2]],
      rowCount: 1,
      truncated: false,
    });
    expect(await askQuestion(deps, person, { id, parameters: { least: 3 } })).toMatchObject({
      rows: [[1]],
    });
    expect(await askQuestion(deps, administrator, { id: idOf('Hidden'), parameters: {} })).toEqual(
      expect.objectContaining({ rows: [[2]] }),
    );
  });

  test('is listed for people who can view it, by collection and then by age', async () => {
    const { deps } = await makeQuestions(await openTestDatabase(kind));
    const namesFor = async (viewer: typeof person) =>
      (await listQuestions(deps, viewer)).map(({ name }) => name);
    expect(await namesFor(stranger)).toEqual([]);
    expect(await namesFor(person)).toEqual(['First', 'Another']);
    expect(await namesFor(administrator)).toEqual(['Hidden', 'First', 'Another']);
  });
});
