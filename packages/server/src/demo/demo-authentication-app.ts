import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { importSigningKey, type SigningKey, signLoginToken } from '@dashboard/login-token';
import { escapeHtml } from '../http/escape-html.ts';
import { StartRefused } from '../start-refused.ts';

interface DemoAccount {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly department: string;
  readonly groups: readonly string[];
}

const accounts: readonly DemoAccount[] = [
  {
    email: 'analyst@example.com',
    password: 'charts',
    firstName: 'Demo',
    lastName: 'Analyst',
    department: 'Data',
    groups: ['analysts'],
  },
  {
    email: 'seller@example.com',
    password: 'orders',
    firstName: 'Demo',
    lastName: 'Seller',
    department: 'Sales',
    groups: ['sales'],
  },
  {
    email: 'manager@example.com',
    password: 'reports',
    firstName: 'Demo',
    lastName: 'Manager',
    department: 'Management',
    groups: ['analysts', 'sales'],
  },
];

export interface DemoAuthenticationAppOptions {
  readonly port: number;
  /** Dashboard's, with a `/` at the end. */
  readonly siteAddress: string;
  readonly signingKey: string;
  /** Whether tokens contain the challenge of the flow with PKCE; otherwise the app ignores PKCE. */
  readonly withPkce: boolean;
}

/**
 * A small authentication app: a form, three accounts, and a redirect with a signed token.
 *
 * @throws StartRefused if the port is in use
 */
export async function startDemoAuthenticationApp(
  options: DemoAuthenticationAppOptions,
): Promise<{ stop(): Promise<void> }> {
  const key = await importSigningKey(options.signingKey);
  const server = createServer((request, response) => {
    answer(request, response, options, key).catch(() =>
      send(response, 400, page({}, 'That request could not be read.')),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new StartRefused(
          `The demo authentication app can't listen on port ${options.port}: ${error.message}`,
        ),
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { siteAddress, withPkce }: DemoAuthenticationAppOptions,
  key: SigningKey,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname !== '/' && pathname !== '/login')
    return send(response, 404, page({}, 'There is no page at this address.'));
  if (request.method !== 'POST') {
    const problem = searchParams.has(wrongPassword) ? 'The email or the password is wrong.' : '';
    return send(response, 200, page(carriedFrom(searchParams), problem));
  }
  const form = new URLSearchParams(await readBody(request));
  const carried = carriedFrom(form);
  const account = accounts.find(
    (known) => known.email === form.get('email') && known.password === form.get('password'),
  );
  if (account === undefined) return redirectToForm(response, carried);
  const back = new URL('auth/sso', siteAddress);
  const { code_challenge, ...echoed } = carried;
  back.searchParams.set('jwt', await tokenFor(account, key, withPkce ? code_challenge : undefined));
  for (const [name, value] of Object.entries(echoed)) back.searchParams.set(name, value);
  response
    .writeHead(302, {
      location: back.href,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .end();
}

/** In the address of the form after a wrong password. */
const wrongPassword = 'wrong_password';

/** Redirects after every POST: without it, going back in the browser shows “Document Expired”. */
function redirectToForm(response: ServerResponse, carried: Carried): void {
  const query = new URLSearchParams({ ...carried, [wrongPassword]: '1' });
  response.writeHead(303, { location: `/login?${query}`, 'cache-control': 'no-store' }).end();
}

/** The parameters from Dashboard, which the form keeps until the person has signed in. */
type Carried = Partial<Record<'return_to' | 'state' | 'code_challenge', string>>;

function carriedFrom(fields: URLSearchParams): Carried {
  const names = ['return_to', 'state', 'code_challenge'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields.get(name) ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}

function tokenFor(
  account: DemoAccount,
  key: SigningKey,
  codeChallenge: string | undefined,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return signLoginToken(
    {
      sub: account.email,
      email: account.email,
      first_name: account.firstName,
      last_name: account.lastName,
      department: account.department,
      groups: account.groups,
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
      ...(codeChallenge !== undefined && { code_challenge: codeChallenge }),
    },
    key,
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 16_384) throw new RangeError('the form is too large');
  }
  return body;
}

function send(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
    })
    .end(html);
}

function page(carried: Carried, problem = ''): string {
  const hidden = Object.entries(carried)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('');
  const rows = accounts
    .map(({ email, password }) => `<tr><td>${email}</td><td><code>${password}</code></td></tr>`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Demo company: sign in</title><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: light-dark(#fbf7f0, #1d1a16); }
main { width: min(24rem, 100vw - 3rem); }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #8a8172; border-radius: 6px; background: Field; color: FieldText; }
button { width: 100%; margin-top: 1.25rem; padding: .65rem; font: inherit; font-weight: 600; color: #fff; background: #9a3412; border: 0; border-radius: 6px; cursor: pointer; }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem; }
td { padding: .25rem 0; border-top: 1px solid #8a817255; }
[role=alert] { padding: .6rem .8rem; border-left: 4px solid #b91c1c; background: #b91c1c1a; }
</style></head><body><main>
<h1>Demo company</h1><p>This page stands in for your company’s own app. It signs people in and sends Dashboard a token.</p>
${problem === '' ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="/login">
${hidden}
<label for="email">Email</label><input id="email" name="email" type="email" autocomplete="username" required autofocus>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button></form>
<table><caption>Accounts to try</caption><tbody>${rows}</tbody></table>
</main></body></html>`;
}
