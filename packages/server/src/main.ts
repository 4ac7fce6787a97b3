import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { StartRefused } from './start-refused.ts';
import { version } from './version.ts';

const help = `Dashboard ${version}: questions of your company's data, for the people your own app signs in.

Usage: ./dashboard <command>

Commands
  start                  serve at http://localhost:3000 (PORT, HOST, DASHBOARD_… set more; see docs/operations.md)
  demo                   the same with JWT switched on and a demo authentication app on port 3535
  password-login enable  switch password login on again, whatever the settings say
  reset-password EMAIL   print a password that signs this person in once

Options
  --app-port  with demo: the port of the demo authentication app (3535)
  --help      show this; after a command, show more about it
  --version   show the version
`;

type Command = (args: readonly string[], environment: NodeJS.ProcessEnv) => Promise<void>;

/** Each command is a module, loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<{ readonly run: Command }>>> = {
  start: async () => ({ run: start }),
  demo: async () => ({ run: demo }),
  'password-login': () => import('./commands/password-login.ts'),
  'reset-password': () => import('./commands/reset-password.ts'),
};

async function start(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const options = { watch: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return console.log(help);
  const { serve } = await import('./serve.ts');
  return serve(readConfig(environment), { isDeveloping: values.watch ?? false });
}

async function demo(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'app-port': { type: 'string', default: '3535' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(help);
  const { serveDemo } = await import('./demo/serve-demo.ts');
  return serveDemo(environment, Number(values['app-port']));
}

async function run([command, ...args]: readonly string[]): Promise<void> {
  if (command === '--version') return console.log(version);
  if (command === undefined || command === '--help' || command === '-h') return console.log(help);
  const load = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (load === undefined)
    throw new StartRefused(`There is no command "${command}". See ./dashboard --help.`);
  return (await load()).run(args, process.env);
}

enableCompileCache();
run(process.argv.slice(2)).catch((error: unknown) => {
  const isOurs =
    error instanceof StartRefused ||
    (error instanceof TypeError &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS'));
  console.error(isOurs ? (error as Error).message : error);
  process.exit(1);
});
