import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { freePort } from '../src/testing/free-port.ts';
import { newEmail } from '../src/testing/make-token.ts';
import { signInByForm } from '../src/testing/sign-in-by-form.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer, testSigningKey } from '../src/testing/test-server.ts';

const root = new URL('../../../', import.meta.url).pathname;
const readme = readFileSync(join(root, 'packages/authentication-app/README.md'), 'utf8');

/** The code under a heading of the README, as it stands there. */
function snippet(heading: string): string {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [, code] = /^```js\n([\s\S]*?)^```/m.exec(section) ?? [];
  if (code === undefined) throw new Error(`The README has no code under “${heading}”.`);
  return code;
}

/** What the README leaves to its reader. */
const whoSignsIn = `
async function whoSignsIn({ email, password }) {
  return password === 'one' ? { id: 'id of ' + email, email, firstName: 'Rene' } : null;
}
`;
/** What Next.js does with a route handler. */
const servedLikeNext = `
import { serve } from '@hono/node-server';
serve({ fetch: (request) => (request.method === 'POST' ? POST(request) : GET(request)), port: Number(process.env.PORT) });
`;

/** Starts an app from the README, inside the repository, where its packages are. */
async function startApp(code: string, dashboardUrl: string, port: number): Promise<void> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/readme-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'app.mjs'), code + whoSignsIn);
  await startProgram([process.execPath, join(folder, 'app.mjs')], {
    environment: {
      PORT: String(port),
      DASHBOARD_URL: dashboardUrl,
      SIGNING_KEY: testSigningKey,
    },
    address: `http://localhost:${port}/login`,
  });
}

describe('the README’s app', () => {
  beforeAll(() => buildAuthenticationApp(root));

  test.each([
    ['Express', ''],
    ['Fastify', ''],
    ['Hono', ''],
    ['Next.js', servedLikeNext],
    ['node:http', ''],
  ])('for %s signs people in as it stands there', async (framework, around) => {
    const port = await freePort();
    const server = await startTestServer('sqlite', {
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${port}/login`,
    });
    await startApp(snippet(framework) + around, server.siteAddress, port);

    const stranger = newBrowser(server.siteAddress);
    const refused = await signInByForm(stranger, 'question/1-superb-question', {
      email: newEmail(),
      password: 'wrong',
    });
    expect(refused.status).toBe(403);

    const email = newEmail();
    const browser = newBrowser(server.siteAddress);
    const wanted = '/question/2?from=2025-01-01&to=2025-03-31&view=table';
    const back = await signInByForm(browser, wanted.slice(1), { email, password: 'one' });
    expect([back.status, back.headers.get('location')]).toEqual([302, wanted]);
    const { account } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({ email, firstName: 'Rene' });
  });

  test('for the back channel answers token requests as it stands there', async () => {
    const code = `${snippet('Over the back channel')}\napp.listen(process.env.PORT);\n`;
    const port = await freePort();
    await startApp(code, 'http://localhost:3000', port);
    const response = await fetch(`http://localhost:${port}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x' }),
      headers: { authorization: `Basic ${btoa('dashboard:wrong')}` },
    });
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { error: 'invalid_client' },
    ]);
  });
});
