import { parseArgs } from 'node:util';
import { type Config, inspectEnvironment } from '../config.ts';
import { environmentWarnings } from '../environment-warnings.ts';
import { environmentFaults } from '../jwt-settings/environment-faults.ts';
import { mapsTo, waysToAnAdministrator } from '../setup/who-can-administer.ts';
import type { Command } from './command.ts';

interface Findings {
  /** Errors: with these, a server would not start. */
  readonly faults: readonly string[];
  /** Warnings: with these it would start, but probably not as intended. */
  readonly warnings: readonly string[];
}

export const configCheck: Command = {
  help: `Usage: ./dashboard config check [--json]

Checks the environment variables before a server is started with them, and prints every error and
every warning on a separate line. It opens, writes and starts nothing.

  env $(cat production.env) ./dashboard config check

Options
  --json  print {"faults": […], "warnings": […]}

Exit code: 0 if a server would start with them, 1 if not.
`,
  async run(words, { environment, print }) {
    const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean' } } });
    const findings = checkEnvironment(environment);
    print(values.json ? JSON.stringify(findings) : inWords(findings));
    return findings.faults.length === 0 ? 0 : 1;
  },
};

function checkEnvironment(environment: Readonly<Record<string, string | undefined>>): Findings {
  const { config, faults } = inspectEnvironment(environment);
  const { jwt, site } = config;
  const { groupMappings: _byName, ...locks } = jwt;
  // Administrators may have set the issuer; only a start can know that.
  const issuer = jwt.issuer ?? 'set by an administrator';
  return {
    faults: [...faults, ...environmentFaults(locks, { issuer }, site)],
    warnings: [
      ...environmentWarnings(config, site),
      ...(jwt.tokenEndpoint !== undefined && jwt.issuer === undefined ? [issuerMissing] : []),
      ...(canMakeAdministrator(config) ? [] : [nobodyAdministers]),
    ],
  };
}

/**
 * Whether a new site with this environment gets an administrator, as far as the environment shows.
 */
function canMakeAdministrator({ administrator, passwordLoginEnabled, jwt }: Config): boolean {
  if (administrator !== null) return true;
  const { enabled, identityProviderUri, signingKey } = jwt;
  const isJwtUsable =
    enabled === true && identityProviderUri !== undefined && signingKey !== undefined;
  if (!isJwtUsable) return passwordLoginEnabled !== false;
  const { groupSync = false, groupMappings = {} } = jwt;
  // Only a start can know which group an id means.
  const ids = Object.values(groupMappings)
    .flat()
    .filter((group) => typeof group === 'number');
  return mapsTo({ groupSync, groupMappings }, ['Administrators', ...ids]);
}

const nobodyAdministers = `Nobody can become an administrator with this environment. If the site has none yet, do one of these:\n${waysToAnAdministrator.map((way) => `    - ${way}`).join('\n')}`;

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
