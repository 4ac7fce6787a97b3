import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ErrorCode, errorCodes, signInErrorCodes } from '@dashboard/contract';
import { describe, expect, test, vi } from 'vitest';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser, type TestBrowser, type TestResponse } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testSigningKey } from '../src/testing/test-server.ts';
import { begin, inWords, type Provocation, unprovoked } from './provocations.ts';

// Each refusal has a separate server.
vi.setConfig({ testTimeout: 120_000 });

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const json = { accept: 'application/json' };
type Kind = (typeof databaseKinds)[number];

interface Row {
  readonly code: string;
  readonly status: number;
  /** The text in backticks of the column that says how to reproduce the code. */
  readonly recipe: readonly string[];
}

/** The rows of the page's tables. */
const rows: readonly Row[] = [...page.matchAll(/^\| `(\w+)`\s*\| (\d{3})\s*\|(.*)\|$/gm)].map(
  ([, code = '', status = '', rest = '']) => {
    const [, , seen = ''] = rest.split(' | ');
    // Only a description in code alone can be run.
    const isCode = seen.replaceAll(/`[^`]+`/g, '').replaceAll(/[ ,]/g, '') === '';
    const recipe = isCode ? [...seen.matchAll(/`([^`]+)`/g)].map(inside) : [];
    return { code, status: Number(status), recipe };
  },
);

function inside(match: RegExpMatchArray): string {
  return match[1] ?? '';
}

const isVariable = (word: string) => /^DASHBOARD_\w+=/.test(word);
const isStep = (word: string) => /^(?:\?|\{|header |key )/.test(word);

/** Reads the page's steps as functions; null if the page describes them in words. */
function readSteps({ recipe }: Row): Provocation | null {
  const steps = recipe.filter(isStep);
  if (steps.length === 0 || !recipe.every((word) => isVariable(word) || isStep(word))) return null;
  const environment = Object.fromEntries(
    recipe.filter(isVariable).map((word) => /^(\w+)=(.*)$/.exec(word)?.slice(1) ?? []),
  );
  return {
    environment,
    async provoke(server) {
      const answers: TestResponse[] = [];
      for (const step of steps) answers.push(await take(server, step));
      const last = answers.pop();
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 302));
      if (last === undefined) throw new Error('a recipe has a step');
      return last;
    },
  };
}

async function take(server: TestServer, step: string): Promise<TestResponse> {
  const browser = newBrowser(server.siteAddress);
  if (step.startsWith('?'))
    return browser.get(`auth/sso${await filledIn(step, server, browser)}`, json);
  if (step.startsWith('header ')) {
    const token = await makeToken(server.clock);
    return browser.get(answerPath(withHeader(token, step.slice('header '.length))), json);
  }
  const key = step.startsWith('key ') ? step.slice('key '.length) : testSigningKey;
  const claims = step.startsWith('{') ? claimsIn(step, server) : {};
  return browser.get(answerPath(await makeToken(server.clock, claims, key)), json);
}

async function filledIn(query: string, server: TestServer, browser: TestBrowser): Promise<string> {
  const token = query.includes('TOKEN') ? await makeToken(server.clock) : '';
  const state = query.includes('STATE') ? (await begin(browser)).state : '';
  return query.replace('TOKEN', token).replace('STATE', state);
}

/** `{"exp": now - 90, "iat": none}` as claims. */
function claimsIn(text: string, { clock }: TestServer): Record<string, unknown> {
  const now = Math.floor(clock.now / 1000);
  const counted = text
    .replaceAll(/\bnow ([+-]) (\d+)/g, (_all, sign, seconds) =>
      String(now + Number(sign + seconds)),
    )
    .replaceAll(/: none\b/g, ': null');
  const claims = Object.entries<unknown>(JSON.parse(counted));
  return Object.fromEntries(claims.map(([name, value]) => [name, value ?? undefined]));
}

/** The same token with another header, signed again. */
function withHeader(token: string, header: string): string {
  const signed = `${Buffer.from(header).toString('base64url')}.${token.split('.')[1]}`;
  return `${signed}.${createHmac('sha256', testSigningKey).update(signed).digest('base64url')}`;
}

const provocations = rows.map((row) => {
  const described = readSteps(row) ?? inWords[row.code as ErrorCode];
  return { ...row, ...described };
});

test('every code of the contract is on the page, and provoked below or excused with a reason', () => {
  expect(rows.map(({ code }) => code).sort()).toEqual([...errorCodes].sort());
  const still = provocations.filter(
    ({ code, provoke }) => provoke === undefined && unprovoked[code as ErrorCode] === undefined,
  );
  expect(still.map(({ code }) => code)).toEqual([]);
  const excused = provocations.filter(({ code }) => unprovoked[code as ErrorCode] !== undefined);
  expect(excused.filter(({ provoke }) => provoke !== undefined)).toEqual([]);
  // Most codes that an authentication app can cause are provoked exactly as the page describes.
  expect(rows.filter((row) => readSteps(row) !== null).length).toBeGreaterThan(30);
});

describe.each(databaseKinds)('docs/errors.md, followed on a real server on %s', (kind: Kind) => {
  const servers = new Map<string, TestServer>();

  test('returns each code with its status and its reference, and no internal details', async () => {
    const wrong: string[] = [];
    for (const { code, status, environment = {}, provoke } of provocations) {
      if (provoke === undefined) continue;
      const key = JSON.stringify(environment);
      // Steps that count tokens or change settings need a separate server.
      const isShared = key === '{}' && isHarmless(code);
      const server = (isShared && servers.get(key)) || (await startTestServer(kind, environment));
      if (isShared) servers.set(key, server);
      const answer = await provoke(server);
      const text = await answer.text();
      const { error } = text.startsWith('{') ? JSON.parse(text) : { error: {} };
      if (error.code !== code || answer.status !== status || !/^[\w-]{6,}$/.test(error.reference))
        wrong.push(`${code} ${status}: ${answer.status} ${text.slice(0, 200)}`);
      // A refused sign-in is in the log under the reference that the person sees. Refusals beyond
      // the limit are only counted there.
      if (loggedCodes.has(code))
        await expect.poll(() => loggedCode(server, error.reference), { message: code }).toBe(code);
    }
    expect(wrong).toEqual([]);
  }, 240_000);
});

const loggedCodes: ReadonlySet<string> = new Set(
  signInErrorCodes.filter((code) => code !== 'too_many_attempts'),
);

async function loggedCode(server: TestServer, reference: string): Promise<string | null> {
  const row = await server.database.read
    .selectFrom('sign_ins')
    .where('reference', '=', reference)
    .select('code')
    .executeTakeFirst();
  return row?.code ?? null;
}

function isHarmless(code: string): boolean {
  const unique = [
    ...['framing_refused', 'nonce_mismatch', 'cookies_blocked', 'too_many_attempts'],
    ...['too_many_queries', 'database_unavailable'],
  ];
  return !unique.includes(code);
}
