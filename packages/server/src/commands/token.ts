import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readReturnPath } from '@dashboard/contract';
import { importSigningKey, type SigningKey, signLoginToken } from '@dashboard/login-token';
import { readConfig } from '../config.ts';
import { defaultJwtSettings, type JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { readSite, type Site } from '../site.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command, CommandContext } from './command.ts';
import { hasData, withOpenSite } from './open-site.ts';
import { readClaimWords } from './read-claim-words.ts';

/** How long the token is good for: enough to paste it, and no longer. */
const lifetimeSeconds = 120;

const options = {
  email: { type: 'string' },
  'first-name': { type: 'string' },
  'last-name': { type: 'string' },
  group: { type: 'string', multiple: true },
  claim: { type: 'string', multiple: true },
  for: { type: 'string' },
  'return-to': { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const token: Command = {
  help: `Usage: ./dashboard token --email ADDRESS [options]

Makes a login token and the link that signs in with it, as an authentication app would. Whoever
has the link is that person: it works once, and for two minutes.

Options
  --email ADDRESS           whom it signs in
  --first-name, --last-name their names
  --group NAME              a group they are in; as often as there are groups
  --claim KEY=VALUE         another claim; numbers, true, false and lists are taken as JSON:
                            --claim level=3 --claim 'stores=["a","b"]' --claim zip='"01067"'
  --for ADDRESS             the site (DASHBOARD_SITE_URL, or http://localhost:3000)
  --return-to PATH          where the link leads to, such as /question/1-superb-question
  --json                    print {"token", "link", "expiresAt"}

The key is DASHBOARD_JWT_SIGNING_KEY or, without it, the one in the data directory's settings;
issuer, audience and the claims' names are those of the settings.
`,
  async run(words, context) {
    const { values } = parseArgs({ args: [...words], options });
    if (values.email === undefined) {
      throw new StartRefused('Say whom to sign in: --email ADDRESS. See ./dashboard token --help.');
    }
    const site = readFor(values.for, context);
    const { settings, key } = await readTrust(context);
    const { email, group: groups, claim: claims } = values;
    const [firstName, lastName] = [values['first-name'], values['last-name']];
    const { exp, ...times } = protocolClaims(settings, context.now());
    const person = readClaimWords({ email, firstName, lastName, groups, claims }, settings);
    const made = await signLoginToken({ exp, ...times, ...person }, key);
    const link = linkTo(site, made, values['return-to']);
    const expiresAt = new Date(exp * 1000).toISOString();
    context.print(
      values.json ? JSON.stringify({ token: made, link, expiresAt }) : `${made}\n\n${link}`,
    );
    return 0;
  },
};

function readFor(address: string | undefined, { environment }: CommandContext): Site {
  if (address === undefined) return readConfig(environment).site;
  const site = readSite(address);
  if (site !== null) return site;
  throw new StartRefused('--for must be an address such as http://localhost:3000.');
}

/** The settings in force and the key; with the key in the environment no data is needed. */
async function readTrust(
  context: CommandContext,
): Promise<{ readonly settings: JwtSettings; readonly key: SigningKey }> {
  const config = readConfig(context.environment);
  const { signingKey, previousSigningKey: _previous, groupMappings: _groups, ...set } = config.jwt;
  if (signingKey !== undefined && !hasData(config)) {
    return {
      settings: { ...defaultJwtSettings, ...set },
      key: await importSigningKey(signingKey),
    };
  }
  return withOpenSite(context, async ({ database, jwt }) => {
    const { settings, keys } = await jwt.inForce(database.read, context.now());
    if (keys[0] !== undefined) return { settings, key: keys[0] };
    throw new StartRefused(
      'There is no signing key yet: generate one in the JWT settings, or set DASHBOARD_JWT_SIGNING_KEY.',
    );
  });
}

function protocolClaims({ issuer, audience }: JwtSettings, now: number) {
  const iat = Math.floor(now / 1000);
  return {
    ...(issuer !== null && { iss: issuer }),
    ...(audience !== null && { aud: audience }),
    iat,
    exp: iat + lifetimeSeconds,
    jti: randomUUID(),
  };
}

function linkTo(site: Site, made: string, returnTo: string | undefined): string {
  const link = new URL('auth/sso', site.address);
  link.searchParams.set('jwt', made);
  if (returnTo === undefined) return link.href;
  if (readReturnPath(returnTo, site.address) === 'invalid') {
    throw new StartRefused('--return-to must be a path of the site, such as /question/1.');
  }
  link.searchParams.set('return_to', returnTo);
  return link.href;
}
