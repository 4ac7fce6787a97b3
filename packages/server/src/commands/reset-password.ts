import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findByEmail } from '../accounts/account-store.ts';
import { shell } from '../audit/audit-store.ts';
import { createOneTimeCode } from '../passwords/one-time-code.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { setPassword } from '../people/change-people.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command } from './command.ts';
import { withOpenSite } from './open-site.ts';

/** `./dashboard reset-password EMAIL` (W5) */
export const resetPassword: Command = {
  help: `Usage: ./dashboard reset-password EMAIL [--stdin]

Prints a one-time password. The person signs in with it and sets their own under "Account".
With --stdin the command reads the password from standard input instead, and it stays valid. Either
way all their sessions end. An account that was created through JWT gets no password, unless it is an
administrator's: this restores their access if your app fails. The command works with or without a
running server, and is written to the audit log.

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
      throw new StartRefused('Give one email address: ./dashboard reset-password EMAIL');
    const isOwn = values.stdin === true;
    const password = isOwn ? await fromInput() : createOneTimeCode();
    await withOpenSite(context, async ({ database, config }) => {
      const [account] = await findByEmail(database.read, { email: email.trim().toLowerCase() });
      if (account === undefined) throw new StartRefused(`No account has the email ${email}.`);
      const change = { id: account.id, password, once: !isOwn, isWayBack: true };
      await setPassword({ database }, change, shell, context.now());
      context.print(
        isOwn ? `${email} has the new password.` : `Signs ${email} in once: ${password}`,
      );
      if (account.active === 0)
        context.print(
          `${email} is deactivated. An administrator must activate the account first; for an administrator, run ./dashboard administrator add ${email}.`,
        );
      const { enabled } = await readPasswordLogin(database.read, config.passwordLoginEnabled);
      if (!enabled)
        context.print(
          'Password login is disabled. To enable it, run ./dashboard password-login enable.',
        );
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
