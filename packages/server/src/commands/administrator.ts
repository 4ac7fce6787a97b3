import { parseArgs } from 'node:util';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { shell } from '../audit/audit-store.ts';
import { administratorsGroupId } from '../groups/group-store.ts';
import { isJwtUsable } from '../jwt-settings/jwt-settings.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { type AddedAdministrator, addAdministrator } from '../people/add-administrator.ts';
import { mapsTo } from '../setup/who-can-administer.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command } from './command.ts';
import { type OpenSite, withOpenSite } from './open-site.ts';

/** `./dashboard administrator add EMAIL` (W5) */
export const administratorAdd: Command = {
  help: `Usage: ./dashboard administrator add EMAIL [--jwt] [--json]

Makes an account an administrator, with or without a running server. It is written to the
audit log.

- If no account has this email, the command creates one and prints a one-time password.
- Otherwise the account gets the rights and keeps its way to sign in. A deactivated account is
  activated. An account that was created through JWT gets no password; if JWT no longer works, run
  ./dashboard reset-password EMAIL after this.

Options
  --jwt   a new account gets no password: it signs in through your app only
  --json  print {"email", "outcome", "oneTimePassword", "notes"}

Run it with the server's environment: DASHBOARD_DATA_DIR or DATABASE_URL must be the same.
`,
  async run(words, context) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { jwt: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    const [email] = positionals;
    if (email === undefined || positionals.length > 1)
      throw new StartRefused('Give one email address: ./dashboard administrator add EMAIL');
    if (!isPlainAddress(email.trim().toLowerCase()))
      throw new StartRefused(`${email} is not an email address.`);
    await withOpenSite(context, async (site) => {
      const now = context.now();
      const wayIn = values.jwt === true ? 'jwt' : 'password';
      const added = await addAdministrator(site, { email, wayIn }, shell, now);
      const notes = await notesOn(site, added, now);
      context.print(
        values.json
          ? JSON.stringify({
              email: added.email,
              outcome: added.outcome,
              oneTimePassword: added.oneTimePassword,
              notes,
            })
          : [...inWords(added, site), ...notes].join('\n'),
      );
    });
    return 0;
  },
};

function inWords(
  { email, outcome, isReactivated, oneTimePassword }: AddedAdministrator,
  { config: { site } }: OpenSite,
): string[] {
  if (outcome === 'unchanged') return [`${email} is an administrator already.`];
  return [
    ...(isReactivated ? [`${email} was deactivated and is active again.`] : []),
    `${email} is an administrator now.`,
    ...(oneTimePassword === null
      ? []
      : [
          `One-time password: ${oneTimePassword}`,
          `Sign in with it at ${site.address}auth/login and set a password under “Account”.`,
        ]),
  ];
}

/** What keeps the person from signing in, or removes the rights again. */
async function notesOn(
  { database, jwt, config }: OpenSite,
  { email, outcome, hasPassword }: AddedAdministrator,
  now: number,
): Promise<string[]> {
  if (outcome === 'unchanged') return [];
  const { settings } = await jwt.settings(database.read);
  const isUsable = isJwtUsable(settings, (await jwt.fingerprints(database.read, now)).length > 0);
  const { enabled } = await readPasswordLogin(database.read, config.passwordLoginEnabled);
  const groupMappings = config.jwt.groupMappings ?? settings.groupMappings;
  const administrators = ['Administrators', await administratorsGroupId(database.read)];
  const isMapped = isUsable && mapsTo({ ...settings, groupMappings }, administrators);
  const notes = {
    [`${email} has no password, and JWT is not enabled. Enable JWT, or run ./dashboard reset-password ${email} for a one-time password.`]:
      !hasPassword && !isUsable,
    'Password login is disabled. To enable it, run ./dashboard password-login enable.':
      hasPassword && !enabled,
    'A group of your app is mapped to Administrators: the groups in the token decide again at the next sign-in through JWT.':
      isMapped,
  };
  return Object.keys(notes).filter((note) => notes[note]);
}
