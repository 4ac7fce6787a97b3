import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Command } from './commands/command.ts';
import { DashboardError } from './dashboard-error.ts';
import { StartRefused } from './start-refused.ts';
import { version } from './version.ts';

/** Each command is a module, loaded when it is asked for. */
const commands: Readonly<Record<string, readonly [does: string, load: () => Promise<Command>]>> = {
  start: [
    'serve at http://localhost:3000',
    async () => (await import('./commands/start.ts')).start,
  ],
  demo: [
    'the same with JWT switched on and a demo authentication app on port 3535',
    async () => (await import('./commands/demo.ts')).demo,
  ],
  'administrator add': [
    'make an account an administrator; create it if there is none',
    async () => (await import('./commands/administrator.ts')).administratorAdd,
  ],
  'password-login enable': [
    'turn password login on again, whatever the settings say',
    async () => (await import('./commands/password-login.ts')).passwordLoginEnable,
  ],
  'reset-password': [
    'print a password that signs a person in once',
    async () => (await import('./commands/reset-password.ts')).resetPassword,
  ],
  token: [
    'make a login token, and a link that signs in with it',
    async () => (await import('./commands/token.ts')).token,
  ],
  'token check': [
    'say what a sign-in with a token would come to',
    async () => (await import('./commands/token-check.ts')).tokenCheck,
  ],
  'config check': [
    'say what is wrong with an environment before it is deployed',
    async () => (await import('./commands/config-check.ts')).configCheck,
  ],
  'import-settings': [
    'take the JWT settings of a Metabase over',
    async () => (await import('./commands/import-settings.ts')).importSettings,
  ],
};

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  const lines = Object.entries(commands).map(([name, [does]]) => `  ${name.padEnd(width)}${does}`);
  return `Dashboard ${version}: questions of your company's data, for the people your own app signs in.

Usage: ./dashboard <command>

Commands
${lines.join('\n')}

Options
  --help      show this, or after a command what it takes
  --version   show the version
`;
}

async function run(words: readonly string[]): Promise<number> {
  const name = Object.keys(commands)
    .filter((name) => name === words.slice(0, name.split(' ').length).join(' '))
    .sort((one, other) => other.length - one.length)[0];
  const [, load] = commands[name ?? ''] ?? [];
  if (name === undefined || load === undefined) return runWithoutCommand(words);
  const command = await load();
  const rest = words.slice(name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) return say(command.help);
  return command.run(rest, { environment: process.env, print: console.log, now: Date.now });
}

function runWithoutCommand([first]: readonly string[]): number {
  if (first === undefined || first === '--help' || first === '-h') return say(help());
  if (first === '--version') return say(version);
  throw new StartRefused(`There is no command "${first}". See ./dashboard --help.`);
}

function say(text: string): number {
  console.log(text.trimEnd());
  return 0;
}

/** Whether whoever stands at the shell can do something about it, so that a line is enough. */
function isForTheShell(error: unknown): error is Error {
  if (error instanceof StartRefused || error instanceof DashboardError) return true;
  const code = error instanceof TypeError && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_PARSE_ARGS');
}

// Kept with the packages, and not where others on this machine may write, as Node would by itself.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/compile'));
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(isForTheShell(error) ? error.message : error);
  process.exit(1);
}
