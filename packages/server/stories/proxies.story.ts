import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { fencesIn } from '../../../tools/doc-fences.ts';
import { freePort } from '../src/testing/free-port.ts';
import { installWithApt } from '../src/testing/install-with-apt.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

/** The differences between this server and that of the page. */
interface Place {
  readonly folder: string;
  readonly dashboardPort: number;
  readonly httpsPort: number;
  readonly httpPort: number;
  /** `/` or `/bi/`. */
  readonly basePath: string;
}

interface Proxy {
  /** The page's configuration, adapted to the test, and the commands that start it. */
  readonly configure: (written: string, place: Place) => string;
  readonly start: (place: Place) => readonly [string, ...string[]];
}

const nginx: Proxy = {
  configure: (written, { folder, dashboardPort, httpsPort, httpPort, basePath }) => `
    pid ${folder}/pid;
    events {}
    http {
      ${written
        .replaceAll('bi.example.com;', 'localhost;')
        .replaceAll('/etc/ssl/bi.example.com', `${folder}/certificate`)
        .replaceAll('/var/log/nginx/', `${folder}/`)
        .replace('listen 443', `listen ${httpsPort}`)
        .replace('listen 80', `listen ${httpPort}`)
        .replace('127.0.0.1:3000', `127.0.0.1:${dashboardPort}`)
        .replace('location /', `location ${basePath}`)}
    }`,
  start: ({ folder }) => [
    ...(['nginx', '-e', `${folder}/start.log`, '-p', folder] as const),
    ...['-c', `${folder}/configuration`, '-g', 'daemon off;'],
  ],
};

const caddy: Proxy = {
  configure: (written, { folder, dashboardPort, httpsPort, httpPort, basePath }) =>
    written
      .replace('{', `{\n\tadmin off\n\thttp_port ${httpPort}`)
      .replace(
        'bi.example.com {',
        `https://localhost:${httpsPort} {\n\ttls ${folder}/certificate.pem ${folder}/certificate.key`,
      )
      .replace(
        'reverse_proxy 127.0.0.1:3000',
        `reverse_proxy ${basePath === '/' ? '' : '/bi*'} 127.0.0.1:${dashboardPort}`,
      ),
  start: ({ folder }) => [
    ...(['sh', '-c'] as const),
    `exec caddy run --adapter caddyfile --config ${folder}/configuration 2> ${folder}/dashboard.log`,
  ],
};

const proxies = { nginx, caddy };

/** As root on Debian it is installed if it is missing. */
function isThere(name: string): boolean {
  const runs = () => spawnSync(name, [name === 'nginx' ? '-v' : 'version']).status === 0;
  if (!runs()) installWithApt(name, 'for the configuration of a proxy');
  if (!runs()) console.error(`Not tried: the configuration of ${name}, which is not installed.`);
  return runs();
}

/** Starts the proxy with the configuration of the page. */
async function startProxy(name: keyof typeof proxies, place: Place): Promise<void> {
  const { folder, httpPort } = place;
  const [fence] = fencesIn(page, name);
  writeFileSync(`${folder}/configuration`, proxies[name].configure(fence?.text ?? '', place));
  const certificate = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', `${folder}/certificate.key`, '-out', `${folder}/certificate.pem`],
  ]);
  expect(certificate.status).toBe(0);
  await startProgram(proxies[name].start(place), {
    environment: { HOME: folder },
    // The port that redirects to https; the proxy is ready when it responds.
    address: `http://localhost:${httpPort}/`,
  });
}

/** A request as browsers send it, with a forged address and many cookies. */
async function request(folder: string, address: string, version: '1.1' | '2' = '2') {
  const child = spawn('curl', [
    ...[
      `--http${version}`,
      '-sS',
      '--max-time',
      '20',
      '--cacert',
      `${folder}/certificate.pem`,
      '-D',
      '-',
    ],
    ...['-o', '/dev/null', '-H', 'X-Forwarded-For: 6.6.6.6', '-H', 'X-Real-IP: 6.6.6.6'],
    ...['-H', `Cookie: foreign=${'x'.repeat(6000)}`, address],
  ]);
  let head = '';
  child.stdout.on('data', (chunk) => {
    head += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  const [, status] = /^HTTP\/\S+ (\d{3})/.exec(head) ?? [];
  const [, location = null] = /^location: (.*?)\r?$/im.exec(head) ?? [];
  return { status: Number(status), location };
}

describe.each(['nginx', 'caddy'] as const)(
  'the configuration of %s in docs/operations.md',
  (name) => {
    test.each(['/', '/bi/'])(
      'serves a site at %s: real addresses, tokens of 8 KB, no query in a log',
      { timeout: 120_000 },
      async (basePath) => {
        if (!isThere(name)) return;
        const place: Place = {
          ...{ folder: newFolder(), basePath, dashboardPort: await freePort() },
          ...{ httpsPort: await freePort(), httpPort: await freePort() },
        };
        const site = `https://localhost:${place.httpsPort}${basePath}`;
        const server = await startTestServer('sqlite', {
          PORT: String(place.dashboardPort),
          DASHBOARD_SITE_URL: site,
          DASHBOARD_TRUST_PROXY: '1',
        });
        await startProxy(name, place);

        const groups = (length: number) => ({ groups: ['x'.repeat(length)] });
        const email = newEmail();
        const short = await makeToken(server.clock, { email, ...groups(100) });
        const room = Math.floor(((8190 - short.length) * 3) / 4);
        const token = await makeToken(server.clock, { email, ...groups(100 + room) });
        expect(token.length).toBeGreaterThan(8150);
        const wanted = `${basePath}question/1-superb-question`;
        const path = answerPath(token, { return_to: wanted });
        // In HTTP/2, headers are compressed: the older version is harder.
        const signedIn = await request(place.folder, site + path, '1.1');
        expect(signedIn).toEqual({ status: 302, location: wanted });
        const refused = await request(place.folder, site + answerPath('broken'));
        expect(refused.status).toBe(401);

        const signIns = () =>
          server.database.read.selectFrom('sign_ins').select(['outcome', 'address']).execute();
        await vi.waitFor(async () =>
          expect(await signIns()).toEqual([
            { outcome: 'signed_in', address: '127.0.0.1' },
            { outcome: 'refused', address: '127.0.0.1' },
          ]),
        );

        // The proxy's log of a server that is down has no query either.
        await server.stop();
        expect((await request(place.folder, site + path)).status).toBe(502);
        const log = () => readFileSync(join(place.folder, 'dashboard.log'), 'utf8');
        await vi.waitFor(() => expect(log()).toMatch(/502/));
        const logs = ['dashboard.log', ...(name === 'nginx' ? ['dashboard-error.log'] : [])];
        const logged = logs.map((file) => readFileSync(join(place.folder, file), 'utf8')).join('');
        expect(logged).toContain('/auth/sso');
        expect(logged).not.toMatch(/jwt|sso\?|return_to|eyJ/);
      },
    );
  },
);
