import { shell, writeAudit } from '../audit/audit-store.ts';
import { readPasswordLogin, writePasswordLogin } from '../passwords/password-login-store.ts';
import { StartRefused } from '../start-refused.ts';
import { withDatabase } from './with-database.ts';

const help = `Usage: ./dashboard password-login enable

Switches password login on again, beside a running server or without one: the way back for an
administrator whom JWT no longer lets in. It holds against DASHBOARD_PASSWORD_LOGIN_ENABLED=false
until an administrator next signs in through JWT. It is written to the audit log.

Take the environment of the server: DASHBOARD_DATA_DIR or DATABASE_URL must be as they are there.`;

/** `./dashboard password-login enable` (W5) */
export async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return console.log(help);
  if (args.length !== 1 || args[0] !== 'enable') throw new StartRefused(help);
  await withDatabase(environment, async (database, { passwordLoginEnabled }) => {
    const now = Date.now();
    const before = await database.transaction(async (tx) => {
      await database.lock(tx, 'settings');
      const state = await readPasswordLogin(tx, passwordLoginEnabled);
      const overridesEnvironment = passwordLoginEnabled === false;
      await writePasswordLogin(tx, { enabled: true, overridesEnvironment }, now);
      const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
      const change = { before: { enabled: state.enabled }, after: { enabled: true } };
      await writeAudit(tx, shell, { action: 'password_login_changed', subject, ...change }, now);
      return state;
    });
    console.log(
      before.enabled ? 'Password login was on already.' : 'Password login is on, at once.',
    );
    if (passwordLoginEnabled === false)
      console.log(
        'DASHBOARD_PASSWORD_LOGIN_ENABLED=false is overridden until an administrator next signs in through JWT.',
      );
    console.log('A password that nobody remembers: ./dashboard reset-password EMAIL');
  });
}
