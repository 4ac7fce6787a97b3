import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { newBrowser } from '../testing/test-browser.ts';
import { startTestServer, testAdministrator } from '../testing/test-server.ts';

/** About a second of counting. */
const slow = `with recursive n(i) as (select 1 union all select i + 1 from n)
select count(*) from (select i from n limit 5000000)`;

/** Over a connection of its own, which ends with the answer. */
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

test('a question that runs when the server stops is answered first', async () => {
  const server = await startTestServer('sqlite');
  await server.database.transaction((tx) =>
    tx.updateTable('questions').set({ sql: slow }).where('id', '=', 1).execute(),
  );
  const browser = newBrowser(server.siteAddress);
  await browser.send('POST', 'api/session', testAdministrator);
  const session = `dashboard_session=${browser.cookies.get('dashboard_session')}`;

  const running = runFirstQuestion(server.siteAddress, session);
  const soon = new Promise((resolve) => setTimeout(resolve, 400, 'still running'));
  expect(await Promise.race([running, soon])).toBe('still running');
  await server.stop();
  const answer = await running;
  expect(answer.statusCode).toBe(200);
  expect(await json(answer)).toMatchObject({ rows: [[5_000_000]] });
});
