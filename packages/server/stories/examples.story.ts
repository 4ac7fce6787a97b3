import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { copyExample, type Example, examplePlaces } from '../../../tools/copy-example.ts';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { freePort } from '../src/testing/free-port.ts';
import { installWithApt } from '../src/testing/install-with-apt.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { signInByForm } from '../src/testing/sign-in-by-form.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const examples = new URL('../../../examples/', import.meta.url).pathname;

/** A key as Dashboard generates it. */
const signingKey = '0123456789abcdef'.repeat(4);

type Words = readonly [string, ...string[]];

function succeeds([command, ...words]: Words): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

/** The requirements of an example, as environment variables; null if they are not available here. */
type Find = () => Readonly<Record<string, string>> | null;

/** A Python with Flask; as root on Debian it is installed if there is none. */
const flask: Find = () => {
  const found = () =>
    (process.env.PATH ?? '')
      .split(':')
      .concat('/usr/bin')
      .find((folder) => succeeds([join(folder, 'python3'), '-c', 'import flask']));
  if (found() === undefined) installWithApt('python3-flask', 'for the example python-flask');
  const folder = found();
  return folder === undefined ? null : { PATH: `${folder}:${process.env.PATH}` };
};

const java: Find = () => {
  const hasCompiler = () => succeeds(['javac', '-version']);
  if (!hasCompiler()) installWithApt('default-jdk-headless', 'for the example java');
  return hasCompiler() ? {} : null;
};

/** Debian's packages, and those of their jars that the README names. */
const clojure: Find = () => {
  const readme = readFileSync(join(examples, 'clojure-ring/README.md'), 'utf8');
  const [, names = ''] = /^jars=\$\(printf ':(?:\S+)' (.*)\)$/m.exec(readme) ?? [];
  const jars = names.split(' ').map((name) => `/usr/share/java/${name}.jar`);
  const isThere = () => succeeds(['java', '-version']) && jars.every((jar) => existsSync(jar));
  const [, packages = ''] = /install the packages (.*), and put/.exec(readme) ?? [];
  for (const [, name = ''] of packages.matchAll(/`([^`]+)`/g)) {
    if (!isThere()) installWithApt(name, 'for the example clojure-ring');
  }
  return isThere() ? { JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1' } : null;
};

const node: Find = () => ({});

async function runInstall({ folder, install }: Example): Promise<void> {
  const child = spawn('sh', ['-e', '-c', install], { cwd: folder, stdio: 'ignore' });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
}

const rows = [
  ['node-express', node, 'npm start', 'Node'],
  ['python-flask', flask, 'python3 app.py', 'Python 3 with Flask'],
  ['java', java, 'App.java', 'a JDK'],
  ['clojure-ring', clojure, 'clojure.main', 'Debian’s packages of Clojure and Ring'],
] as const;

describe('the example', () => {
  test.each(
    rows.flatMap(([name, ...row]) => examplePlaces.map((place) => [name, place, ...row] as const)),
  )(
    '%s, %s, signs people in by the commands of its README, in both flows',
    { timeout: 300_000 },
    async (name, place, find, starter, needs) => {
      const found = find();
      if (found === null) {
        console.error(`Not tried: the example ${name} needs ${needs}.`);
        return;
      }
      const port = await freePort();
      const common = {
        DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${port}/login`,
        DASHBOARD_JWT_SIGNING_KEY: signingKey,
      };
      const server = await startTestServer('sqlite', common);
      const example = copyExample(name, place, starter);
      await runInstall(example);
      const start = example.start.replace('paste-the-key-here', signingKey);
      // The README's variables are set in one command before (`jars=…`), or on the same line.
      const script = name === 'clojure-ring' ? `${example.install}\n${start}` : start;
      await startProgram(['sh', '-e', '-c', script], {
        cwd: example.folder,
        environment: { PORT: String(port), DASHBOARD_URL: server.siteAddress, ...found },
        address: `http://localhost:${port}/login`,
      });

      // The reader may have followed the tutorial first, which binds the email to this `sub`.
      const claims = { sub: '1', email: 'rene@example.com' };
      const token = await makeToken(server.clock, claims, signingKey);
      expect((await newBrowser(server.siteAddress).get(answerPath(token))).status).toBe(302);

      const administrator = await signInAsAdministrator(server);
      const wanted = '/question/2?from=2025-01-01&to=2025-03-31&view=table';
      const right = { email: 'rene@example.com', password: 'one' };
      for (const flow of ['authorization_code', 'authorization_code_pkce']) {
        const changed = await administrator.send('PATCH', 'api/settings/jwt', { flow });
        expect(changed.status).toBe(200);
        const browser = newBrowser(server.siteAddress);
        const wrong = { ...right, password: 'two' };
        const back = await signInByForm(browser, wanted.slice(1), right, wrong);
        expect([back.status, back.headers.get('location')]).toEqual([302, wanted]);
        const { account } = await (await browser.get('api/session')).json();
        expect(account).toMatchObject({ email: 'rene@example.com', firstName: 'Rene' });
      }
    },
  );

  test.each([
    'azure-ad-b2c/app.js',
    'clojure-ring/src/app.clj',
    'java/App.java',
    'node-express/app.js',
    'python-flask/app.py',
  ])('%s has fewer than a hundred lines of code, so that it is easy to read', (file) => {
    const lines = readFileSync(join(examples, file), 'utf8').split('\n');
    const code = lines.filter((line) => !/^\s*(?:\/\/.*|\/?\*.*|#.*|;.*)?$/.test(line));
    expect(code.length).toBeLessThan(100);
  });
});
