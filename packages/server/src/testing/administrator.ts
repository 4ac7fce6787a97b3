import { newBrowser, type TestBrowser } from './test-browser.ts';
import { type TestServer, testAdministrator } from './test-server.ts';

/** A browser in which the administrator of a test server is signed in with a password. */
export async function signInAsAdministrator(
  server: Pick<TestServer, 'siteAddress'>,
): Promise<TestBrowser> {
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.send('POST', 'api/session', testAdministrator);
  if (answer.status !== 200) throw new Error(`the administrator can't sign in: ${answer.status}`);
  return browser;
}
