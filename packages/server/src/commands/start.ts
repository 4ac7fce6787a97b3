import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { serve } from '../serve.ts';
import type { Command } from './command.ts';

export const start: Command = {
  help: `Usage: ./dashboard start

Updates the database schema and serves at http://localhost:3000 until SIGTERM or Ctrl-C. Environment
variables configure it (PORT, HOST, DASHBOARD_…): see docs/operations.md. Check them with
./dashboard config check.
`,
  async run(words, { environment }) {
    const { values } = parseArgs({ args: [...words], options: { watch: { type: 'boolean' } } });
    await serve(readConfig(environment), { isDeveloping: values.watch ?? false });
    return 0;
  },
};
