import { randomInt } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findByEmail } from '../accounts/account-store.ts';
import { shell } from '../audit/audit-store.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { setPassword } from '../people/change-people.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command } from './command.ts';
import { withOpenSite } from './open-site.ts';

/** Letters and digits that are not mistaken for one another when they are read out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `./dashboard reset-password EMAIL` (W5) */
export const resetPassword: Command = {
  help: `Usage: ./dashboard reset-password EMAIL [--stdin]

Prints a password that signs this person in once, to set one of their own under "Account". With
--stdin the password is read from standard input instead, and stays. Either way they are signed out
everywhere. Somebody who came by JWT has no password and gets none, but for an administrator: this is
the way back where your app lets nobody in. It works beside a running server and without one, and is written to the audit log.

Options
  --stdin  read the new password from standard input
`,
  async run(words, context) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { stdin: { type: 'boolean' } },
    });
    const [email] = positionals;
    if (email === undefined || positionals.length > 1)
      throw new StartRefused('Say whose: ./dashboard reset-password EMAIL');
    const isOwn = values.stdin === true;
    const password = isOwn ? await fromInput() : oneTimePassword();
    await withOpenSite(context, async ({ database, config }) => {
      const [account] = await findByEmail(database.read, { email: email.trim().toLowerCase() });
      if (account === undefined) throw new StartRefused(`Nobody has the e-mail address ${email}.`);
      const change = { id: account.id, password, once: !isOwn, isWayBack: true };
      await setPassword({ database }, change, shell, context.now());
      context.print(
        isOwn ? `${email} has the new password.` : `Signs ${email} in once: ${password}`,
      );
      if (account.active === 0)
        context.print(`${email} is deactivated: an administrator must activate the account first.`);
      const { enabled } = await readPasswordLogin(database.read, config.passwordLoginEnabled);
      if (!enabled)
        context.print('Password login is off. To switch it on: ./dashboard password-login enable');
    });
    return 0;
  },
};

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
