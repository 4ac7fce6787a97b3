import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { StartRefused } from './start-refused.ts';
import { version } from './version.ts';

const help = `Dashboard ${version}: questions of your company's data, for the people your own app signs in.

Usage: ./dashboard <command>

Commands
  start    serve at http://localhost:3000 (PORT, HOST, DASHBOARD_… set more; see docs/operations.md)
  demo     the same with JWT switched on and a demo authentication app on port 3535

Options
  --app-port  with demo: the port of the demo authentication app (3535)
  --help      show this
  --version   show the version
`;

/** The command line: each command is a module, loaded when it is asked for. */
async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
      watch: { type: 'boolean' },
      'app-port': { type: 'string', default: '3535' },
    },
  });
  const [command, ...rest] = positionals;
  if (values.version) return console.log(version);
  if (values.help || command === undefined) return console.log(help);
  if (rest.length > 0)
    throw new StartRefused(`Too many words: ${rest.join(' ')}. See ./dashboard --help.`);
  if (command === 'start') {
    const { serve } = await import('./serve.ts');
    return serve(readConfig(process.env), { isDeveloping: values.watch ?? false });
  }
  if (command === 'demo') {
    const { serveDemo } = await import('./demo/serve-demo.ts');
    return serveDemo(process.env, Number(values['app-port']));
  }
  throw new StartRefused(`There is no command "${command}". See ./dashboard --help.`);
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
