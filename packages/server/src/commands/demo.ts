import { parseArgs } from 'node:util';
import { serveDemo } from '../demo/serve-demo.ts';
import type { Command } from './command.ts';

export const demo: Command = {
  help: `Usage: ./dashboard demo [--app-port 3535] [--pkce]

Serves with JWT switched on, and a demo authentication app wired to it. Its data is its own.

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
