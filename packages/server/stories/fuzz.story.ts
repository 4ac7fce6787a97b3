import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { testEnvironment } from '../src/testing/test-server.ts';

/** A failure is repeated with `FUZZ_SEED=…`; `FUZZ_TOKENS=1000000` searches longer. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const tokens = Number(process.env.FUZZ_TOKENS ?? 8_000);
const batchSize = 16;
const maxGrowthMegabytes = 64;

/** A change to a valid token: of its text, of its claims, or a random text. */
const mutations = fc.oneof(
  fc.record({
    kind: fc.constant('letter'),
    at: fc.nat(2_000),
    letter: fc.string({ maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('cut'), at: fc.nat(2_000) }),
  fc.record({ kind: fc.constant('claims'), claims: fc.dictionary(fc.string(), fc.jsonValue()) }),
  fc.record({
    kind: fc.constant('claims'),
    claims: fc.dictionary(
      fc.constantFrom(
        'email',
        'sub',
        'iat',
        'exp',
        'nbf',
        'jti',
        'aud',
        'iss',
        'groups',
        'first_name',
      ),
      fc.jsonValue(),
    ),
  }),
  fc.record({ kind: fc.constant('other'), text: fc.string({ maxLength: 9_000 }) }),
);
const batch = fc.array(mutations, { minLength: batchSize, maxLength: batchSize });
type Mutation = typeof mutations extends fc.Arbitrary<infer T> ? T : never;

async function mutated(mutation: Mutation): Promise<string> {
  const clock = { now: Date.now() };
  if ('claims' in mutation) return makeToken(clock, mutation.claims);
  if ('text' in mutation) return mutation.text;
  const token = await makeToken(clock);
  const at = mutation.at % token.length;
  if ('letter' in mutation) return token.slice(0, at) + mutation.letter + token.slice(at + 1);
  return token.slice(0, at);
}

test('random and mutated tokens cause no 500, no log line and no growth in memory', {
  timeout: 600_000,
}, async () => {
  console.info(`${tokens} tokens; to repeat them: FUZZ_SEED=${seed} FUZZ_TOKENS=${tokens}`);
  const environment = await testEnvironment('sqlite', {
    DASHBOARD_LOG_LEVEL: 'error',
    DASHBOARD_JWT_GROUP_SYNC: 'true',
  });
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--max-old-space-size=96', main, 'start'], {
    env: environment,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  await expect.poll(() => printed, { timeout: 60_000 }).toContain('Dashboard is ready');
  const siteAddress = `http://localhost:${environment.PORT}/`;
  // Only Linux shows a process's memory in a file; elsewhere only the heap limit above applies.
  const residentMegabytes = () =>
    process.platform !== 'linux'
      ? 0
      : Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) /
        1024;

  async function send(batches: number, from: number): Promise<void> {
    await fc.assert(
      fc.asyncProperty(batch, async (mutationsOfBatch) => {
        const sent = await Promise.all(mutationsOfBatch.map(mutated));
        const answers = await Promise.all(
          sent.map((token) => newBrowser(siteAddress).get(answerPath(token))),
        );
        await Promise.all(answers.map((answer) => answer.arrayBuffer()));
        expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
      }),
      { numRuns: batches, seed: from },
    );
  }

  const batches = Math.ceil(tokens / batchSize);
  const warmUp = Math.ceil(batches / 4);
  await send(warmUp, seed);
  const before = residentMegabytes();
  await send(batches - warmUp, seed + 1);
  expect(residentMegabytes() - before).toBeLessThan(maxGrowthMegabytes);
  expect(child.exitCode).toBeNull();
  expect(printed.replace(/Dashboard is ready.*\n/, '')).toBe('');
  expect((await newBrowser(siteAddress).get('api/ready')).status).toBe(200);
});
