import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { authenticationAppErrorCodes } from '../../authentication-app/src/authentication-app-error.ts';
import { freePort } from '../src/testing/free-port.ts';
import { newEmail } from '../src/testing/make-token.ts';
import { signInByForm } from '../src/testing/sign-in-by-form.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer, testSigningKey } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const root = new URL('../../../', import.meta.url).pathname;
const readme = readFileSync(join(root, 'packages/authentication-app/README.md'), 'utf8');

/** The code under a heading of the README, unchanged. */
function snippet(heading: string): string {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [, code] = /^```(?:js|typescript)\n([\s\S]*?)^```/m.exec(section) ?? [];
  if (code === undefined) throw new Error(`The README has no code under “${heading}”.`);
  return code;
}

/** The function that the README leaves to its reader. */
const whoSignsIn = `
async function whoSignsIn(form: unknown) {
  const { email, password } = form as { email: string; password: string };
  return password === 'one' ? { id: 'id of ' + email, email, firstName: 'Rene' } : null;
}
`;
/** Calls a route handler as Next.js does. */
const servedLikeNext = `
import { serve } from '@hono/node-server';
serve({ fetch: (request) => (request.method === 'POST' ? POST(request) : GET(request)), port: Number(process.env.PORT) });
`;
const apps = [
  ['Express', ''],
  ['Fastify', ''],
  ['Hono', ''],
  ['Next.js', servedLikeNext],
  ['node:http', ''],
] as const;

/** A folder inside the repository, where the packages that an app needs are installed. */
function newAppFolder(): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/readme-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts an app from the README. */
async function startApp(code: string, dashboardUrl: string, port: number): Promise<void> {
  const file = join(newAppFolder(), 'app.mts');
  writeFileSync(file, code + whoSignsIn);
  await startProgram([process.execPath, file], {
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

  test.each(apps)('for %s signs people in without changes', async (framework, around) => {
    const port = await freePort();
    const server = await startTestServer('sqlite', {
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${port}/login`,
    });
    await startApp(snippet(framework) + around, server.siteAddress, port);

    // A mistyped password shows the form again, and the request keeps all of its values.
    const email = newEmail();
    const browser = newBrowser(server.siteAddress);
    const wanted = '/question/2?from=2025-01-01&to=2025-03-31&view=table';
    const right = { email, password: 'one' };
    const back = await signInByForm(browser, wanted.slice(1), right, { email, password: 'wrong' });
    expect([back.status, back.headers.get('location')]).toEqual([302, wanted]);
    const { account } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({ email, firstName: 'Rene' });

    const tampered = await fetch(`http://localhost:${port}/login?return_to=/a&return_to=/b`);
    expect(tampered.status).toBe(400);
    expect(await tampered.text()).toContain('The parameter return_to must be there once, as text.');
  });

  test('for each framework compiles with the strictest options', { timeout: 120_000 }, () => {
    const folder = newAppFolder();
    for (const [index, [framework]] of apps.entries()) {
      writeFileSync(join(folder, `app-${index}.mts`), snippet(framework) + whoSignsIn);
    }
    const options = {
      ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: ['node'] },
      ...{ module: 'nodenext', noEmit: true, skipLibCheck: true, strict: true },
      ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    };
    const config = { compilerOptions: options, include: ['*.mts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  test('has a row for each error code, and for no other', () => {
    const [, section = ''] = readme.split('\n## Errors\n');
    const listed = [...section.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code),
    );
    expect(listed.sort()).toEqual([...authenticationAppErrorCodes].sort());
  });

  test('for the back channel answers token requests without changes', async () => {
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
