/** A test file that `npm run check:fast` leaves out, and why; `npm run check` runs it. */
export interface SlowTest {
  readonly file: string;
  readonly reason: string;
}

const manyProcesses = 'starts many processes';
const manyServers = 'starts a server for each of many situations';
const underAttack = 'measures a server process under attack';
const installs = 'installs packages';

export const slowTests: readonly SlowTest[] = (
  [
    ['administrator-add', manyProcesses],
    ['authentication-app-readme', installs],
    ['azure-ad-b2c', installs],
    ['back-channel', manyServers],
    ['command-line', manyProcesses],
    ['connect-your-app', manyProcesses],
    ['database-failures', 'breaks a PostgreSQL server of its own under load'],
    ['demo', manyProcesses],
    ['downloads', installs],
    ['embedding-page', 'runs the commands of a documents page'],
    ['examples', installs],
    ['fuzz', 'sends thousands of random requests'],
    ['hostile', underAttack],
    ['hostile-bodies', underAttack],
    ['kill-nine', 'kills server processes at random'],
    ['lock-out', manyServers],
    ['proxies', 'starts nginx and Caddy'],
    ['release', 'builds a release'],
    ['settings', manyServers],
    ['settings-input', manyServers],
    ['setup', manyProcesses],
    ['snippets', 'runs the code of the documents in many languages'],
    ['start-and-stop', manyProcesses],
    ['token-check', 'compares with the command line, a process for each token'],
    ['worst-input', underAttack],
  ] as const
).map(([name, reason]) => ({ file: `packages/server/stories/${name}.story.ts`, reason }));
