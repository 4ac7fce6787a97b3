import type { TestBrowser, TestResponse } from './test-browser.ts';

/**
 * Signs in as a browser does: opens `path`, follows Dashboard to the authentication app, fills in
 * the form, and brings its response back.
 *
 * @param wrong values to enter before that; the app must respond with its form again
 * @returns Dashboard's response to the app's redirect
 */
export async function signInByForm(
  browser: TestBrowser,
  path: string,
  fields: Readonly<Record<string, string>>,
  wrong?: Readonly<Record<string, string>>,
): Promise<TestResponse> {
  const toSso = await browser.get(path);
  const toApp = await browser.get(toSso.headers.get('location') ?? '');
  const address = toApp.headers.get('location') ?? '';
  const page = await fetch(address);
  let html = await page.text();
  if (!page.ok) throw new Error(`${address} answered ${page.status}: ${html}`);
  const cookie = cookiesOf(page);
  if (wrong !== undefined) {
    const again = await submit(html, address, wrong, cookie);
    html = await again.text();
    if (again.status !== 403) throw new Error(`The app answered ${again.status}: ${html}`);
  }
  const answer = await submit(html, address, fields, cookie);
  const back = answer.headers.get('location');
  if (back === null) throw new Error(`The app answered ${answer.status}: ${await answer.text()}`);
  return browser.get(back);
}

function submit(
  html: string,
  address: string,
  fields: Readonly<Record<string, string>>,
  cookie: string,
): Promise<Response> {
  return fetch(formAddress(html, address), {
    method: 'POST',
    body: new URLSearchParams({ ...hiddenInputs(html), ...fields }),
    headers: { cookie },
    redirect: 'manual',
  });
}

function formAddress(html: string, page: string): URL {
  const [, action = ''] = /<form\b[^>]*\baction="([^"]*)"/.exec(html) ?? [];
  return new URL(decodeHtml(action), page);
}

function hiddenInputs(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
  const attribute = (input: string, name: string) =>
    decodeHtml(new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1] ?? '');
  const hidden = inputs.filter((input) => attribute(input, 'type') === 'hidden');
  return Object.fromEntries(
    hidden.map((input) => [attribute(input, 'name'), attribute(input, 'value')]),
  );
}

function decodeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
  };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
