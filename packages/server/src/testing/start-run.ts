import { defaultQueryLimits } from '../databases/query-limits.ts';
import type { TestBrowser, TestResponse } from './test-browser.ts';
import type { TestServer } from './test-server.ts';

/** SQL of a query that never ends. */
export const endless =
  'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n';

export async function replaceSql(server: TestServer, id: number, sql: string): Promise<void> {
  await server.database.transaction((tx) =>
    tx.updateTable('questions').set({ sql }).where('id', '=', id).execute(),
  );
}

export interface StartedRun {
  readonly response: Promise<TestResponse>;
  /** Closes the connection, as a closed tab does. */
  hangUp(): void;
}

/** Runs a question over a connection that the test can close. */
export function startRun(
  { siteAddress }: Pick<TestServer, 'siteAddress'>,
  { cookies }: TestBrowser,
  id: number,
): StartedRun {
  const gone = new AbortController();
  const response = fetch(new URL(`api/questions/${id}/run`, siteAddress), {
    method: 'POST',
    body: '{}',
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      cookie: `dashboard_session=${cookies.get('dashboard_session')}`,
    },
    signal: gone.signal,
  });
  response.catch(() => undefined);
  return { response, hangUp: () => gone.abort() };
}

/** One more run of an endless question than one person can have, and the response that refuses it. */
export async function startTooManyRuns(
  server: TestServer,
  browser: TestBrowser,
): Promise<{ readonly refused: TestResponse; readonly running: readonly StartedRun[] }> {
  await replaceSql(server, 1, endless);
  const { runningPerPerson, waitingPerPerson } = defaultQueryLimits;
  const length = runningPerPerson + waitingPerPerson + 1;
  const runs = Array.from({ length }, () => startRun(server, browser, 1));
  const first = await Promise.race(runs.map(async (run) => ({ run, refused: await run.response })));
  return { refused: first.refused, running: runs.filter((run) => run !== first.run) };
}
