import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { environmentWarnings } from '../environment-warnings.ts';
import { environmentFaults } from '../jwt-settings/environment-faults.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command } from './command.ts';

interface Findings {
  /** With these, the server would not start. */
  readonly faults: readonly string[];
  /** With these it would, though probably not as it was meant. */
  readonly warnings: readonly string[];
}

export const configCheck: Command = {
  help: `Usage: ./dashboard config check [--json]

Says what is wrong with the environment that it is run in, before a server is started with it:
every fault on a line of its own. Nothing is opened, written or started.

  env $(cat production.env) ./dashboard config check

Options
  --json  print {"faults": […], "warnings": […]}

Exit code: 0 where a server would start with it, 1 where it would not.
`,
  async run(words, { environment, print }) {
    const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean' } } });
    const findings = checkEnvironment(environment);
    print(values.json ? JSON.stringify(findings) : inWords(findings));
    return findings.faults.length === 0 ? 0 : 1;
  },
};

function checkEnvironment(environment: Readonly<Record<string, string | undefined>>): Findings {
  try {
    const config = readConfig(environment);
    const { jwt, site } = config;
    const { groupMappings: _byName, ...locks } = jwt;
    // The issuer may be one that administrators have set: that shows at the start only.
    const issuer = jwt.issuer ?? 'set by an administrator';
    return {
      faults: environmentFaults(locks, { issuer }, site),
      warnings: [
        ...environmentWarnings(config, site),
        ...(jwt.tokenEndpoint !== undefined && jwt.issuer === undefined ? [issuerMissing] : []),
      ],
    };
  } catch (error) {
    if (error instanceof StartRefused) return { faults: error.faults, warnings: [] };
    throw error;
  }
}

const issuerMissing =
  'DASHBOARD_JWT_TOKEN_ENDPOINT is set without DASHBOARD_JWT_ISSUER: no server starts unless an administrator has set the issuer.';

function inWords({ faults, warnings }: Findings): string {
  const lines = [
    ...faults.map((fault) => `✗ ${fault}`),
    ...warnings.map((warning) => `! ${warning}`),
  ];
  if (faults.length === 0) lines.push('✓ A server would start with this environment.');
  return lines.join('\n');
}
