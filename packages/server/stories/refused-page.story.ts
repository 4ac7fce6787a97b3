import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser, type TestBrowser, toldIn } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

describe.each(databaseKinds)('the page of a refused sign-in, on %s', (kind) => {
  test('says whether an administrator sees it, who can read the sign-in log', async () => {
    const server = await startTestServer(kind);
    const refused = async (browser: TestBrowser) =>
      (await toldIn(await browser.get('auth/sso?jwt=x'))).isAdministrator;
    expect(await refused(newBrowser(server.siteAddress))).toBe(false);
    const person = newBrowser(server.siteAddress);
    expect((await person.get(answerPath(await makeToken(server.clock)))).status).toBe(302);
    expect(await refused(person)).toBe(false);
    const administrator = await signInAsAdministrator(server);
    expect(await refused(administrator)).toBe(true);
    const forged = { cookie: `dashboard_session=${'x'.repeat(43)}` };
    const page = await newBrowser(server.siteAddress).get('auth/sso?jwt=x', forged);
    expect((await toldIn(page)).isAdministrator).toBe(false);
  });
});
