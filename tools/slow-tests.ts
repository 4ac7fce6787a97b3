/** A test file that `npm run check:fast` leaves out, and why; `npm run check` runs it. */
export interface SlowTest {
  readonly file: string;
  readonly reason: string;
}

const manyProcesses = 'starts many processes';
const manyServers = 'starts a server for each of many situations';
const underAttack = 'measures a server process under attack';
const endlessQueries = 'runs endless queries and ends their processes';
const installs = 'installs packages';

export const slowTests: readonly SlowTest[] = (
  [
    ['src/databases/query-pool.test.ts', endlessQueries],
    ['stories/administrator-add.story.ts', manyProcesses],
    ['stories/authentication-app-readme.story.ts', installs],
    ['stories/azure-ad-b2c.story.ts', installs],
    ['stories/back-channel.story.ts', manyServers],
    ['stories/command-line.story.ts', manyProcesses],
    ['stories/connect-your-app.story.ts', manyProcesses],
    ['stories/database-failures.story.ts', 'breaks a separate PostgreSQL server under load'],
    ['stories/demo.story.ts', manyProcesses],
    ['stories/downloads.story.ts', installs],
    ['stories/embedding-page.story.ts', 'runs the commands of a documents page'],
    ['stories/examples.story.ts', installs],
    ['stories/fuzz.story.ts', 'sends thousands of random requests'],
    ['stories/hostile.story.ts', 'sends every hostile token and address'],
    ['stories/hostile-bodies.story.ts', underAttack],
    ['stories/kill-nine.story.ts', 'kills server processes at random'],
    ['stories/lock-out.story.ts', manyServers],
    ['stories/password-tries.story.ts', 'hashes dozens of passwords at full cost'],
    ['stories/provoke-each-code.story.ts', manyServers],
    ['stories/proxies.story.ts', 'starts nginx and Caddy'],
    ['stories/questions.story.ts', endlessQueries],
    ['stories/release.story.ts', 'builds a release'],
    ['stories/settings.story.ts', manyServers],
    ['stories/settings-input.story.ts', manyServers],
    ['stories/setup.story.ts', manyProcesses],
    ['stories/snippets.story.ts', 'runs the code of the documents in many languages'],
    ['stories/start-and-stop.story.ts', manyProcesses],
    ['stories/token-check.story.ts', 'compares with the command line, a process for each token'],
    ['stories/worst-input.story.ts', underAttack],
  ] as const
).map(([name, reason]) => ({ file: `packages/server/${name}`, reason }));
