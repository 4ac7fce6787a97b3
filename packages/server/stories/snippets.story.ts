import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { installWithApt } from '../src/testing/install-with-apt.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer, testSigningKey } from '../src/testing/test-server.ts';

/*
 * The code that the JWT form offers for an app, run if its language is installed: each file
 * unchanged, with the server's address filled in, and a last line that calls it.
 */

const folder = new URL('../../web/src/pages/admin/jwt/snippets/', import.meta.url).pathname;

interface Language {
  readonly file: string;
  /** Whether the language is installed. */
  readonly probe: readonly [string, ...string[]];
  /** Debian's package, if it is small enough to install for this. */
  readonly package?: string;
  /** The snippet with a call that prints the address; the query is in QUERY as JSON. */
  readonly whole: (snippet: string, query: Query) => string;
  /** How it is run. */
  readonly run: (path: string) => readonly [string, ...string[]];
}

type Query = Readonly<Record<string, string>>;

const quoted = (text: string) => JSON.stringify(text);

/** A group whose name has every character that JSON or a language could get wrong. */
const odd = 'R&D "Ünï" \\ a\tb';
const groups = quoted(odd);
const pairs = (query: Query, pair: (name: string, value: string) => string, between = ', ') =>
  Object.entries(query)
    .map(([name, value]) => pair(quoted(name), quoted(value)))
    .join(between);

const languages: Readonly<Record<string, Language>> = {
  Node: {
    file: 'node.mjs',
    probe: [process.execPath, '--version'],
    whole: (code, query) =>
      `${code}\nconsole.log(dashboardAddress(${JSON.stringify(query)}, { email: 'ada@example.com', sub: '1', groups: ['eng', ${groups}] }));`,
    run: (path) => [process.execPath, path],
  },
  Python: {
    file: 'python.py',
    probe: ['python3', '--version'],
    whole: (code, query) =>
      `${code}\nprint(dashboard_address(${JSON.stringify(query)}, {"email": "ada@example.com", "sub": "1", "groups": ["eng", ${groups}]}))`,
    run: (path) => ['python3', path],
  },
  Ruby: {
    file: 'ruby.rb',
    probe: ['ruby', '-ropenssl', '-e', '0'],
    package: 'ruby',
    whole: (code, query) =>
      `${code}\nputs dashboard_address({ ${pairs(query, (n, v) => `${n} => ${v}`)} }, { 'email' => 'ada@example.com', 'sub' => '1', 'groups' => ['eng', ${groups}] })`,
    run: (path) => ['ruby', path],
  },
  PHP: {
    file: 'php.php',
    probe: ['php', '--version'],
    package: 'php-cli',
    whole: (code, query) =>
      `${code}\necho dashboard_address([${pairs(query, (n, v) => `${n} => ${v}`)}], ['email' => 'ada@example.com', 'sub' => '1', 'groups' => ['eng', ${groups}]]), "\\n";`,
    run: (path) => ['php', path],
  },
  Go: {
    file: 'go.go',
    probe: ['go', 'version'],
    package: 'golang-go',
    // The person is used twice: no data of one sign-in may remain in the next.
    whole: (code, query) =>
      `${code.replace('"net/url"', '"fmt"\n\t"net/url"')}\nfunc main() {\n\tperson := map[string]any{"email": "ada@example.com", "sub": "1", "groups": []string{"eng", ${groups}}}\n\t_, _ = dashboardAddress(url.Values{"code_challenge": {"of a sign-in before"}}, person)\n\taddress, _ := dashboardAddress(url.Values{${pairs(query, (n, v) => `${n}: {${v}}`)}}, person)\n\tfmt.Println(address)\n}`,
    run: (path) => ['go', 'run', path],
  },
  Java: {
    file: 'Java.java',
    probe: ['javac', '-version'],
    package: 'default-jdk-headless',
    whole: (code, query) =>
      code.replace(
        'class Dashboard {',
        `class Dashboard {\n  public static void main(String[] words) throws Exception {\n    System.out.println(address(Map.of(${pairs(query, (n, v) => `${n}, ${v}`)}), "ada@example.com", "1", List.of("eng", ${groups})));\n  }`,
      ),
    run: (path) => ['java', path],
  },
  Clojure: {
    file: 'clojure.clj',
    probe: ['java', '-cp', clojureClassPath(), 'clojure.main', '-e', '0'],
    package: 'clojure',
    whole: (code, query) =>
      `${code}\n(println (address {${pairs(query, (n, v) => `${n} ${v}`, ' ')}} {:email "ada@example.com" :sub "1" :groups ["eng" ${groups}]}))`,
    run: (path) => ['java', '-cp', clojureClassPath(), 'clojure.main', path],
  },
  'C#': {
    file: 'csharp.cs',
    probe: ['dotnet', '--version'],
    whole: (code, query) =>
      `System.Console.WriteLine(Dashboard.Address(new Dictionary<string, string> { ${pairs(query, (n, v) => `[${n}] = ${v}`)} }, new() { ["email"] = "ada@example.com", ["sub"] = "1", ["groups"] = new[] { "eng", ${groups} } }));\n${code}`,
    run: (path) => ['dotnet', 'run', path],
  },
};

function clojureClassPath(): string {
  return ['clojure', 'spec.alpha', 'core.specs.alpha']
    .map((name) => `/usr/share/java/${name}.jar`)
    .join(':');
}

function isThere({ probe: [command, ...words] }: Language): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

/** Runs a snippet for a request, and @returns the address it creates */
function addressOf({ file, whole, run }: Language, site: string, query: Query): string {
  const place = mkdtempSync(join(tmpdir(), 'dashboard-snippet-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const code = readFileSync(join(folder, file), 'utf8');
  expect(code).toContain('http://localhost:3000/auth/sso');
  const path = join(place, file === 'Java.java' ? 'Dashboard.java' : file);
  writeFileSync(path, whole(code.replaceAll('http://localhost:3000/', site), query));
  const [command, ...words] = run(path);
  const { stdout, stderr, status } = spawnSync(command, words, {
    encoding: 'utf8',
    env: { ...process.env, SIGNING_KEY: testSigningKey, LANG: 'C.UTF-8' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/**
 * The claims of the token in an address; a tab becomes a space, as in the languages without a JSON
 * library.
 */
function claimsOf(address: string) {
  const [, claims = ''] = new URL(address).searchParams.get('jwt')?.split('.') ?? [];
  return JSON.parse(Buffer.from(claims, 'base64url').toString().replaceAll('\\t', ' '));
}

describe.each(Object.entries(languages))('the code to paste in %s', (name, language) => {
  test('signs a person in, to the requested page, in both flows', async ({ skip }) => {
    if (!isThere(language) && language.package !== undefined)
      installWithApt(language.package, `for the code to paste in ${name}`);
    if (!isThere(language)) {
      const noPackage = language.package === undefined ? ', and Debian has no package of it' : '';
      const reason = `${name} is not on this machine (${language.probe[0]})${noPackage}`;
      console.error(`Skipped: ${reason}`);
      return skip(reason);
    }
    for (const flow of ['authorization_code', 'authorization_code_pkce']) {
      const server = await startTestServer('sqlite', {
        DASHBOARD_JWT_FLOW: flow,
        DASHBOARD_JWT_IDP_INITIATED: 'refuse',
      });
      const browser = newBrowser(server.siteAddress);
      const wanted = '/question/2?category=caf%C3%A9%20%26%20tea';
      const start = await browser.get(`auth/sso?return_to=${encodeURIComponent(wanted)}`);
      const query = Object.fromEntries(new URL(start.headers.get('location') ?? '').searchParams);
      expect(Object.hasOwn(query, 'code_challenge')).toBe(flow.endsWith('pkce'));
      const address = addressOf(language, server.siteAddress, query);
      const challenge = query.code_challenge;
      const claims = claimsOf(address);
      expect(claims).toEqual({
        ...{ email: 'ada@example.com', sub: '1', groups: ['eng', odd.replace('\t', ' ')] },
        ...{ iat: expect.any(Number), exp: claims.iat + 60, jti: expect.any(String) },
        ...(challenge === undefined ? {} : { code_challenge: challenge }),
      });
      const answer = await browser.get(address);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, wanted]);
      const { account } = await (await browser.get('api/session')).json();
      expect(account.email).toBe('ada@example.com');
      await server.stop();
    }
    // Some languages take ten seconds to start on a busy machine.
  }, 120_000);
});
