import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Command } from './commands/command.ts';
import { asStartRefused, reportOf } from './commands/report-error.ts';
import { StartRefused } from './start-refused.ts';
import { version } from './version.ts';

/** Each command is a module, loaded when it is used. */
const commands: Readonly<Record<string, readonly [does: string, load: () => Promise<Command>]>> = {
  start: [
    'start Dashboard at http://localhost:3000',
    async () => (await import('./commands/start.ts')).start,
  ],
  demo: [
    'start Dashboard with JWT enabled and a demo authentication app on port 3535',
    async () => (await import('./commands/demo.ts')).demo,
  ],
  'administrator add': [
    'make an account an administrator; create it if there is none',
    async () => (await import('./commands/administrator.ts')).administratorAdd,
  ],
  'password-login enable': [
    'enable password login again, overriding the settings',
    async () => (await import('./commands/password-login.ts')).passwordLoginEnable,
  ],
  'reset-password': [
    'print a one-time password',
    async () => (await import('./commands/reset-password.ts')).resetPassword,
  ],
  token: [
    'create a login token and a link that signs in with it',
    async () => (await import('./commands/token.ts')).token,
  ],
  'token check': [
    'check a token, step by step, without signing in',
    async () => (await import('./commands/token-check.ts')).tokenCheck,
  ],
  'config check': [
    'check the environment variables before a deployment',
    async () => (await import('./commands/config-check.ts')).configCheck,
  ],
  'import-settings': [
    'import the JWT settings of a Metabase',
    async () => (await import('./commands/import-settings.ts')).importSettings,
  ],
};

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  const lines = Object.entries(commands).map(([name, [does]]) => `  ${name.padEnd(width)}${does}`);
  return `Dashboard ${version}: ask questions of your company's data; people sign in through your own app.

Usage: ./dashboard <command>

Commands
${lines.join('\n')}

Options
  --help      show this list, or after a command its options
  --version   show the version
`;
}

async function run(words: readonly string[]): Promise<number> {
  const name = commandIn(words);
  const [, load] = commands[name ?? ''] ?? [];
  if (name === undefined || load === undefined) return runWithoutCommand(words);
  const command = await load();
  const rest = words.slice(name.split(' ').length);
  if (asksForHelp(rest)) return say(command.help);
  const warn = (text: string) => console.error(`Warning: ${text}`);
  try {
    const context = { environment: process.env, print: console.log, warn, now: Date.now };
    return await command.run(rest, context);
  } catch (error) {
    throw asStartRefused(error, name);
  }
}

/** @returns the longest name of a command that the arguments begin with */
function commandIn(words: readonly string[]): string | undefined {
  return Object.keys(commands)
    .filter((name) => name === words.slice(0, name.split(' ').length).join(' '))
    .sort((one, other) => other.length - one.length)[0];
}

function runWithoutCommand(words: readonly string[]): number {
  const [first] = words;
  if (first === undefined || first === '--help' || first === '-h') return say(help());
  if (first === '--version') return say(version);
  const below = Object.keys(commands).filter((name) => name.startsWith(`${first} `));
  if (below.length === 0)
    throw new StartRefused(`There is no command "${first}". See ./dashboard --help.`);
  const lines = below.map((name) => `  ./dashboard ${name}  (${commands[name]?.[0]})`);
  const list = `The commands that begin with "${first}":\n${lines.join('\n')}`;
  if (asksForHelp(words)) return say(list);
  throw new StartRefused(list);
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}

function say(text: string): number {
  console.log(text.trimEnd());
  return 0;
}

// Only the owner can read the files that a command creates.
process.umask(0o077);
// Stored with the packages. Node's default folder can be writable for others on this machine.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/compile'));
const words = process.argv.slice(2);
try {
  process.exitCode = await run(words);
} catch (error) {
  console.error(reportOf(error, words.includes('--json')));
  process.exit(1);
}
