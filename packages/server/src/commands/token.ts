import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readReturnPath } from '@dashboard/contract';
import { importSigningKey, type SigningKey, signLoginToken } from '@dashboard/login-token';
import { findByEmail } from '../accounts/account-store.ts';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { readConfig } from '../config.ts';
import { defaultJwtSettings, type JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { readSite, type Site } from '../site.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command, CommandContext } from './command.ts';
import { hasData, withOpenSite } from './open-site.ts';
import { readClaimWords } from './read-claim-words.ts';

/** How long the token is valid: long enough to paste it. */
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

Creates a login token and a link that signs in with it, as an authentication app would. Anyone with
the link can sign in as that person. It works once, within two minutes.

Options
  --email ADDRESS            the person to sign in
  --first-name, --last-name  their names
  --group NAME               a group they are in; repeat the option for more groups
  --claim KEY=VALUE          another claim; numbers, true, false and lists are read as JSON:
                             --claim level=3 --claim 'stores=["a","b"]' --claim zip='"01067"'
  --for ADDRESS              the site (DASHBOARD_SITE_URL, or http://localhost:3000)
  --return-to PATH           the page that the link leads to, such as /question/1-superb-question
  --json                     print {"token", "link", "expiresAt"}

The key is DASHBOARD_JWT_SIGNING_KEY or, without it, the one in the data directory's settings.
Issuer, audience and the names of the claims are those of the settings. If the account with this
email is bound to a "sub", the token has it; --claim sub=VALUE sets another.
`,
  async run(words, context) {
    const { values } = parseArgs({ args: [...words], options });
    const { email, group: groups, claim: claims } = values;
    if (email === undefined)
      throw new StartRefused(
        'Give the email of a person: --email ADDRESS. See ./dashboard token --help.',
      );
    if (!isPlainAddress(email)) throw new StartRefused(`--email ${email} is not an email address.`);
    const site = readFor(values.for, context);
    const { settings, key, subject } = await readTrust(context, email);
    const [firstName, lastName] = [values['first-name'], values['last-name']];
    const { exp, ...times } = protocolClaims(settings, context.now());
    const person = readClaimWords({ email, firstName, lastName, groups, claims }, settings);
    const known = subject === null ? {} : { sub: subject };
    const made = await signLoginToken({ exp, ...times, ...known, ...person }, key);
    const link = linkTo(site, made, values['return-to']);
    const expiresAt = new Date(exp * 1000).toISOString();
    for (const warning of warningsFor(settings)) context.warn(warning);
    context.print(
      values.json ? JSON.stringify({ token: made, link, expiresAt }) : `${made}\n\n${link}`,
    );
    return 0;
  },
};

/** The reason why the link cannot work with these settings. */
function warningsFor({ enabled, flow, tokenEndpoint }: JwtSettings): string[] {
  if (!enabled) return ['JWT is not enabled: the link will be refused (sso_not_configured).'];
  if (tokenEndpoint !== null)
    return [
      'A token endpoint is set: Dashboard accepts no token in an address, and the link will be refused (front_channel_disabled).',
    ];
  if (flow === 'authorization_code_pkce')
    return [
      'The flow is Authorization Code Flow with PKCE: the link will be refused (pkce_required), because a token must copy the code_challenge of the browser that began. Use ./dashboard token check to check the rest.',
    ];
  return [];
}

function readFor(address: string | undefined, { environment }: CommandContext): Site {
  if (address === undefined) return readConfig(environment).site;
  const site = readSite(address);
  if (site !== null) return site;
  throw new StartRefused('--for must be an address such as http://localhost:3000.');
}

/**
 * The settings in effect, the key, and the `sub` that the account with this email is bound to under
 * the issuer of the settings, or null. With the key in the environment no data is needed.
 */
async function readTrust(
  context: CommandContext,
  email: string,
): Promise<{
  readonly settings: JwtSettings;
  readonly key: SigningKey;
  readonly subject: string | null;
}> {
  const config = readConfig(context.environment);
  const { signingKey, previousSigningKey: _previous, groupMappings: _groups, ...set } = config.jwt;
  if (signingKey !== undefined && !hasData(config)) {
    return {
      // This command cannot know whether the server has JWT enabled.
      settings: { ...defaultJwtSettings, enabled: true, ...set },
      key: await importSigningKey(signingKey),
      subject: null,
    };
  }
  return withOpenSite(context, async ({ database, jwt }) => {
    const { settings, keys } = await jwt.inForce(database.read, context.now());
    const [account] = await findByEmail(database.read, { email: email.toLowerCase() });
    const isSameIssuer = account?.issuer === (settings.issuer ?? '');
    const subject = isSameIssuer ? account.subject : null;
    if (keys[0] !== undefined) return { settings, key: keys[0], subject };
    throw new StartRefused(
      'There is no signing key yet. Generate one in the JWT settings, or set DASHBOARD_JWT_SIGNING_KEY.',
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
