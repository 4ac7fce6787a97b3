import { parseArgs } from 'node:util';
import { shell, writeAudit } from '../audit/audit-store.ts';
import { readPasswordLogin, writePasswordLogin } from '../passwords/password-login-store.ts';
import type { Command } from './command.ts';
import { withOpenSite } from './open-site.ts';

/** `./dashboard password-login enable` (W5) */
export const passwordLoginEnable: Command = {
  help: `Usage: ./dashboard password-login enable

Switches password login on again, beside a running server or without one: the way back for an
administrator whom JWT no longer lets in. It holds against DASHBOARD_PASSWORD_LOGIN_ENABLED=false
until an administrator next signs in through JWT. It is written to the audit log.

Give it the server's environment: DASHBOARD_DATA_DIR or DATABASE_URL must be as they are there.
`,
  async run(words, context) {
    parseArgs({ args: [...words], options: {} });
    await withOpenSite(context, async ({ database, config }) => {
      const now = context.now();
      const wasOn = await database.transaction(async (tx) => {
        await database.lock(tx, 'settings');
        const before = await readPasswordLogin(tx, config.passwordLoginEnabled);
        // This shell's environment need not be the server's: the override is kept in any case.
        await writePasswordLogin(tx, { enabled: true, overridesEnvironment: true }, now);
        const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
        const change = { before: { enabled: before.enabled }, after: { enabled: true } };
        await writeAudit(tx, shell, { action: 'password_login_changed', subject, ...change }, now);
        return before.enabled;
      });
      context.print(wasOn ? 'Password login was on already.' : 'Password login is on, at once.');
      context.print(
        'If the server has DASHBOARD_PASSWORD_LOGIN_ENABLED=false, that is overridden until an administrator next signs in through JWT.',
      );
      context.print('Where nobody remembers a password: ./dashboard reset-password EMAIL');
    });
    return 0;
  },
};
