import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { untilQueriesRun } from '../testing/query-processes.ts';
import { replaceSql } from '../testing/start-run.ts';
import { newBrowser } from '../testing/test-browser.ts';
import { startTestServer, testAdministrator } from '../testing/test-server.ts';

/** Counts for a part of a second: the process that runs it starts just before. */
const slow = `with recursive n(i) as (select 1 union all select i + 1 from n)
select count(*) from (select i from n limit 1000000)`;

/** Uses a separate connection, which ends with the response. */
async function runFirstQuestion(siteAddress: string, cookie: string): Promise<IncomingMessage> {
  const sent = request(new URL('api/questions/1/run', siteAddress), {
    method: 'POST',
    agent: false,
    headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
  });
  sent.end('{}');
  const [answer] = await once(sent, 'response');
  return answer;
}

test('a query that runs when the server stops can finish', async () => {
  const server = await startTestServer('sqlite');
  await replaceSql(server, 1, slow);
  const browser = newBrowser(server.siteAddress);
  await browser.send('POST', 'api/session', testAdministrator);
  const session = `dashboard_session=${browser.cookies.get('dashboard_session')}`;

  const running = runFirstQuestion(server.siteAddress, session);
  await untilQueriesRun(server.dataDir, 1);
  await server.stop();
  const answer = await running;
  expect(answer.statusCode).toBe(200);
  expect(await json(answer)).toMatchObject({ rows: [[1_000_000]] });
});
