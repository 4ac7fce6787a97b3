import { describe, expect, test } from 'vitest';
import { connectDashboard, readSignInRequest } from '../../authentication-app/src/index.ts';
import { newEmail } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, testSigningKey } from '../src/testing/test-server.ts';

describe.each(databaseKinds)('an app with @dashboard/authentication-app, on %s', (kind) => {
  test('signs a person in on the way to a question, with everything it knows about them', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
    const dashboard = connectDashboard({
      address: server.siteAddress,
      signingKey: testSigningKey,
      now: () => server.clock.now,
    });
    const browser = newBrowser(server.siteAddress);
    const wanted = 'question/2?from=2025-01-01&to=2025-03-31&view=table';
    const toSso = await browser.get(wanted);
    const toApp = await browser.get(toSso.headers.get('location') ?? '');
    const request = readSignInRequest(toApp.headers.get('location') ?? '');
    const email = newEmail();
    const person = { id: email, email, firstName: 'Rene', lastName: 'Example' };
    const answer = await dashboard.answerUrl(
      { ...person, groups: [], attributes: { regions: ['north', 'south'], level: 3 } },
      request,
    );
    const back = await browser.get(answer);
    expect([back.status, back.headers.get('location')]).toEqual([302, `/${wanted}`]);
    const { account } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({
      email,
      firstName: 'Rene',
      lastName: 'Example',
      attributes: { regions: ['north', 'south'], level: 3 },
    });
  });

  test('signs in a person who started at the app, and with an issuer and an audience', async () => {
    const names = { issuer: 'https://app.example.com', audience: 'the audience' };
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_ISSUER: names.issuer,
      DASHBOARD_JWT_AUDIENCE: names.audience,
    });
    const dashboard = connectDashboard({
      ...{ address: server.siteAddress, signingKey: testSigningKey },
      ...names,
    });
    const browser = newBrowser(server.siteAddress);
    const email = newEmail();
    await browser.get(await dashboard.answerUrl({ id: email, email }, readSignInRequest({})));
    expect((await browser.get('api/session')).status).toBe(200);
  });

  test('reports that a person has no access', async () => {
    const server = await startTestServer(kind);
    const dashboard = connectDashboard({
      address: server.siteAddress,
      signingKey: testSigningKey,
    });
    const browser = newBrowser(server.siteAddress);
    const toSso = await browser.get('question/1-superb-question');
    const toApp = await browser.get(toSso.headers.get('location') ?? '');
    const request = readSignInRequest(toApp.headers.get('location') ?? '');
    const refused = await browser.get(dashboard.refusalUrl(request), {
      accept: 'application/json',
    });
    expect(refused.status).toBe(403);
    expect((await refused.json()).error.code).toBe('provider_refused');
  });
});
