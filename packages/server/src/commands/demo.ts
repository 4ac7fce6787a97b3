import { parseArgs } from 'node:util';
import { serveDemo } from '../demo/serve-demo.ts';
import type { Command } from './command.ts';

export const demo: Command = {
  help: `Usage: ./dashboard demo [--app-port 3535] [--pkce]

Starts Dashboard with JWT enabled and a demo authentication app, on this machine only. The demo has
its own data in data/demo (or DASHBOARD_DATA_DIR), and never uses DATABASE_URL.

Options
  --app-port  the port of the demo authentication app (3535)
  --pkce      sign in by the flow with PKCE
`,
  async run(words, { environment }) {
    const { values } = parseArgs({
      args: [...words],
      options: {
        'app-port': { type: 'string', default: '3535' },
        pkce: { type: 'boolean', default: false },
      },
    });
    await serveDemo(environment, Number(values['app-port']), values.pkce);
    return 0;
  },
};
