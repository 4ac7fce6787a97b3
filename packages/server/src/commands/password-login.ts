import { parseArgs } from 'node:util';
import { shell, writeAudit } from '../audit/audit-store.ts';
import { readPasswordLogin, writePasswordLogin } from '../passwords/password-login-store.ts';
import type { Command } from './command.ts';
import { withOpenSite } from './open-site.ts';

/** `./dashboard password-login enable` (W5) */
export const passwordLoginEnable: Command = {
  help: `Usage: ./dashboard password-login enable

Enables password login again, whether the server is running or not. Use it when administrators can no
longer sign in through JWT. It overrides DASHBOARD_PASSWORD_LOGIN_ENABLED=false until an administrator
next signs in through JWT, in a sign-in that Dashboard started. The audit log records it.

Run it with the server's environment: DASHBOARD_DATA_DIR or DATABASE_URL must be the same.
`,
  async run(words, context) {
    parseArgs({ args: [...words], options: {} });
    await withOpenSite(context, async ({ database, config }) => {
      const now = context.now();
      const wasOn = await database.transaction(async (tx) => {
        await database.lock(tx, 'settings');
        const before = await readPasswordLogin(tx, config.passwordLoginEnabled);
        // The server's environment may differ from this shell's, so the override is always stored.
        await writePasswordLogin(tx, { enabled: true, overridesEnvironment: true }, now);
        const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
        const change = { before: { enabled: before.enabled }, after: { enabled: true } };
        await writeAudit(tx, shell, { action: 'password_login_changed', subject, ...change }, now);
        return before.enabled;
      });
      context.print(
        wasOn
          ? 'Password login was enabled already.'
          : 'Password login is enabled. No restart is needed.',
      );
      context.print(
        'If the server runs with DASHBOARD_PASSWORD_LOGIN_ENABLED=false, that is overridden until an administrator next signs in through JWT.',
      );
      context.print('To set a new password, run: ./dashboard reset-password EMAIL');
    });
    return 0;
  },
};
