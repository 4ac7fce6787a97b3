import { parseArgs } from 'node:util';
import { serveDemo } from '../demo/serve-demo.ts';
import type { Command } from './command.ts';

export const demo: Command = {
  help: `Usage: ./dashboard demo [--app-port 3535]

Serves with JWT switched on, and a demo authentication app wired to it. Its data is its own.

Options
  --app-port  the port of the demo authentication app (3535)
`,
  async run(words, { environment }) {
    const { values } = parseArgs({
      args: [...words],
      options: { 'app-port': { type: 'string', default: '3535' } },
    });
    await serveDemo(environment, Number(values['app-port']));
    return 0;
  },
};
