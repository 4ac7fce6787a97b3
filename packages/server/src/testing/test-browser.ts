/** A response whose JSON a test can read without types. */
// biome-ignore lint/suspicious/noExplicitAny: a test names the members it expects, and fails where they are missing
export type TestResponse = Omit<Response, 'json'> & { json(): Promise<any> };

/** The error code of a response, or its status if it has none. */
export async function codeOf(answer: TestResponse): Promise<string> {
  return answer.status < 400 ? String(answer.status) : (await answer.json()).error.code;
}

/** A minimal browser: cookies, no automatic redirects, and its own address. */
export interface TestBrowser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<TestResponse>;
  /** A request from the site's own pages. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TestResponse>;
  /**
   * A form that a page posts: the site's own, or one of another origin, which sends no `Lax`
   * cookie.
   */
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    origin?: string,
  ): Promise<TestResponse>;
}

/** The data in the page of a sign-in that was refused or waits for confirmation. */
export async function toldIn(page: TestResponse) {
  return JSON.parse(/id="refusal"[^>]*>([^<]*)</.exec(await page.text())?.[1] ?? '');
}

let count = 0;

/**
 * Each browser has its own address, so that limits do not affect other tests.
 *
 * @param options `address` as a proxy reports it; null for a browser on the server's own machine,
 * without a proxy
 */
export function newBrowser(
  siteAddress: string,
  options: { readonly address?: string | null; readonly userAgent?: string } = {},
): TestBrowser {
  const cookies = new Map<string, string>();
  count += 1;
  const ownAddress = `198.51.${Math.floor(count / 250) % 250}.${(count % 250) + 1}`;
  const address = options.address === undefined ? ownAddress : options.address;

  async function request(
    path: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>>,
    bringsCookies = true,
  ): Promise<TestResponse> {
    const response = await fetch(new URL(path, siteAddress), {
      ...init,
      redirect: 'manual',
      headers: {
        'user-agent': options.userAgent ?? 'test browser',
        ...(address !== null && { 'x-forwarded-for': address }),
        ...(bringsCookies &&
          cookies.size > 0 && {
            cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          }),
        ...headers,
      },
    });
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    return response;
  }

  const own = new URL(siteAddress).origin;
  return {
    cookies,
    get: (path, headers = {}) => request(path, {}, { accept: 'text/html', ...headers }),
    send: (method, path, body, headers = {}) =>
      request(path, body === undefined ? { method } : { method, body: JSON.stringify(body) }, {
        accept: 'application/json',
        origin: own,
        'sec-fetch-site': 'same-origin',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      }),
    post(path, form, origin = own) {
      const isOwn = origin === own;
      const site = isOwn ? 'same-origin' : 'cross-site';
      const headers = { accept: 'application/json', origin, 'sec-fetch-site': site };
      const body = new URLSearchParams(form);
      return request(path, { method: 'POST', body }, headers, isOwn);
    },
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', value = ''] = pair.split('=');
  const isGone = attributes.some((attribute) =>
    /^\s*(?:max-age=0|expires=thu, 01 jan 1970)/i.test(attribute),
  );
  if (isGone) cookies.delete(name);
  else cookies.set(name, value);
}
