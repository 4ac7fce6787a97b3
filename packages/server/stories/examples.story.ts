import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort } from '../src/testing/free-port.ts';
import { installWithApt } from '../src/testing/install-with-apt.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { signInByForm } from '../src/testing/sign-in-by-form.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const examples = new URL('../../../examples/', import.meta.url).pathname;

/** As Dashboard generates it. */
const signingKey = '0123456789abcdef'.repeat(4);

type Words = readonly [string, ...string[]];

function succeeds([command, ...words]: Words): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

/** A Python that has Flask; as root on Debian it is installed where there is none. */
function flask(): Words | null {
  const found = () =>
    ['python3', '/usr/bin/python3'].find((python) => succeeds([python, '-c', 'import flask']));
  if (found() === undefined) installWithApt('python3-flask', 'for the example python-flask');
  const python = found();
  return python === undefined ? null : [python, join(examples, 'python-flask/app.py')];
}

function java(): Words | null {
  const hasCompiler = () => succeeds(['javac', '-version']);
  if (!hasCompiler()) installWithApt('default-jdk-headless', 'for the example java');
  return hasCompiler() ? ['java', join(examples, 'java/App.java')] : null;
}

/** What Debian has of the libraries, in /usr/share/java. */
const jars = [
  ...['clojure', 'spec.alpha', 'core.specs.alpha', 'ring-core', 'ring-servlet'],
  ...['ring-jetty-adapter', 'ring-codec', 'compojure', 'clout', 'instaparse', 'medley'],
  ...['tools.macro', 'hiccup', 'crypto-random', 'crypto-equality', 'clj-time', 'joda-time'],
  ...['commons-io', 'commons-fileupload', 'commons-codec', 'servlet-api'],
  ...['jetty9-server', 'jetty9-http', 'jetty9-io', 'jetty9-util'],
].map((name) => `/usr/share/java/${name}.jar`);
const clojurePackages = [
  ...['clojure', 'libring-core-clojure', 'libring-jetty-adapter-clojure'],
  ...['libcompojure-clojure', 'libhiccup-clojure'],
];

function clojure(): Words | null {
  const isThere = () => succeeds(['java', '-version']) && jars.every((jar) => existsSync(jar));
  for (const name of clojurePackages) {
    if (!isThere()) installWithApt(name, 'for the example clojure-ring');
  }
  const classPath = [join(examples, 'clojure-ring/src'), ...jars].join(':');
  const words = ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'clojure.main', '-m', 'app'] as const;
  return isThere() ? ['java', ...words] : null;
}

describe('the example', () => {
  test.each([
    ['python-flask', flask, 'Python 3 with Flask'],
    ['java', java, 'a JDK'],
    ['clojure-ring', clojure, 'Debian’s packages of Clojure and Ring'],
  ])(
    '%s signs people in, and refuses a wrong password',
    { timeout: 240_000 },
    async (name, find, needs) => {
      const words = find();
      if (words === null) {
        console.error(`Not tried: the example ${name} needs ${needs}.`);
        return;
      }
      const port = await freePort();
      const server = await startTestServer('sqlite', {
        DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${port}/login`,
        DASHBOARD_JWT_SIGNING_KEY: signingKey,
      });
      await startProgram(words, {
        environment: {
          PORT: String(port),
          DASHBOARD_URL: server.siteAddress,
          SIGNING_KEY: signingKey,
        },
        address: `http://localhost:${port}/login`,
      });
      // The reader may have followed the tutorial first: it binds the email to this `sub`.
      const claims = { sub: '1', email: 'rene@example.com' };
      const token = await makeToken(server.clock, claims, signingKey);
      expect((await newBrowser(server.siteAddress).get(answerPath(token))).status).toBe(302);
      const browser = newBrowser(server.siteAddress);
      const wanted = '/question/2?from=2025-01-01&to=2025-03-31&view=table';
      const wrong = { email: 'rene@example.com', password: 'two' };
      await expect(signInByForm(browser, wanted.slice(1), wrong)).rejects.toThrow('answered 403');
      const right = { email: 'rene@example.com', password: 'one' };
      const back = await signInByForm(browser, wanted.slice(1), right);
      expect([back.status, back.headers.get('location')]).toEqual([302, wanted]);
      const { account } = await (await browser.get('api/session')).json();
      expect(account).toMatchObject({ email: 'rene@example.com', firstName: 'Rene' });
    },
  );

  test.each([
    'azure-ad-b2c/app.js',
    'clojure-ring/src/app.clj',
    'java/App.java',
    'node-express/app.js',
    'python-flask/app.py',
  ])('%s has less than a hundred lines of code, so that it is read whole', (file) => {
    const lines = readFileSync(join(examples, file), 'utf8').split('\n');
    const code = lines.filter((line) => !/^\s*(?:\/\/.*|\/?\*.*|#.*|;.*)?$/.test(line));
    expect(code.length).toBeLessThan(100);
  });
});
