import { randomInt } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findByEmail } from '../accounts/account-store.ts';
import { shell } from '../audit/audit-store.ts';
import { DashboardError } from '../dashboard-error.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { setPassword } from '../people/change-people.ts';
import { StartRefused } from '../start-refused.ts';
import { withDatabase } from './with-database.ts';

const help = `Usage: ./dashboard reset-password EMAIL [--stdin]

Prints a password that signs this person in once, to set one of their own under "Account". With
--stdin the password is read from standard input instead, and stays. Either way they are signed out
everywhere. It works beside a running server and without one, and is written to the audit log.

Options
  --stdin  read the new password from standard input
  --help   show this`;

/** Letters and digits that are not mistaken for one another when they are read out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `./dashboard reset-password EMAIL` (W5) */
export async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { stdin: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(help);
  const [email] = positionals;
  if (email === undefined || positionals.length > 1) throw new StartRefused(help);
  const password = values.stdin ? await fromInput() : oneTimePassword();
  await withDatabase(environment, async (database, { passwordLoginEnabled }) => {
    const [account] = await findByEmail(database.read, { email: email.trim().toLowerCase() });
    if (account === undefined) throw new StartRefused(`Nobody has the e-mail address ${email}.`);
    const change = { id: account.id, password, once: !values.stdin };
    try {
      await setPassword({ database }, change, shell, Date.now());
    } catch (error) {
      throw error instanceof DashboardError ? new StartRefused(error.message) : error;
    }
    console.log(
      values.stdin ? `${email} has the new password.` : `Signs ${email} in once: ${password}`,
    );
    const { enabled } = await readPasswordLogin(database.read, passwordLoginEnabled);
    if (!enabled)
      console.log('Password login is off. To switch it on: ./dashboard password-login enable');
  });
}

async function fromInput(): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  const fault = passwordFault(password);
  if (fault !== null) throw new StartRefused(fault);
  return password;
}

/** Twenty characters of thirty-one: about 99 bits. */
function oneTimePassword(): string {
  const letters = Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return letters.replaceAll(/(.{5})(?=.)/g, '$1-');
}
