import { isLoopback } from '@dashboard/contract';
import type { Config } from './config.ts';
import { jwtEnvironmentWarnings } from './jwt-settings/environment-faults.ts';
import type { Site } from './site.ts';
import { isUnsafePort } from './unsafe-port.ts';

/**
 * Warns of settings in the environment that are probably a mistake. The server starts nevertheless.
 *
 * @param site in effect: the environment's, or the one that administrators have set
 */
export function environmentWarnings(
  { jwt, unknownVariables }: Pick<Config, 'jwt' | 'unknownVariables'>,
  site: Site,
): string[] {
  const { hostname, port } = new URL(site.address);
  return [
    ...unknownVariables.map((name) => `${name} is not a setting of Dashboard.`),
    ...(site.isHttps || isLoopback(hostname)
      ? []
      : [
          `The site address ${site.address} is plain http: anyone on the network can read sessions and tokens. Serve it over https and set DASHBOARD_SITE_URL.`,
        ]),
    ...jwtEnvironmentWarnings(jwt, site),
    ...(isUnsafePort(Number(port)) ? [`Browsers refuse to open port ${port}. Use another.`] : []),
  ];
}
