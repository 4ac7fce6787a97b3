import type { SignInTrial } from '@dashboard/contract';
import { writeAudit } from '../../audit/audit-store.ts';
import { actorOf } from '../../http/client.ts';
import { viewerOf } from '../../http/server.ts';
import { currentSettings, type SignInContext } from '../sign-in-context.ts';
import { rememberAttempt } from './attempt-cookies.ts';
import { newAttempt } from './sign-in-attempt.ts';
import { authenticationAppAddress } from './start-sign-in.ts';

/** The page with the JWT form, where a trial ends. */
const jwtFormPath = 'admin/settings/authentication/jwt';

/**
 * Starts a sign-in that tests the saved settings (W4). An administrator who comes back as the same
 * account within ten minutes proves the settings, even if the app doesn't return `state`. The attempt's
 * cookie proves nothing outside the session that started it.
 *
 * @throws SignInRefused `sso_not_configured`
 */
export async function trySignIn(context: SignInContext): Promise<SignInTrial> {
  const { deps, request, reply, arrivedAt } = context;
  const { settings } = await currentSettings(context);
  const returnPath = `${deps.site.basePath}${jwtFormPath}`;
  const trialOf = viewerOf(request).sessionId;
  const attempt = { ...newAttempt(returnPath, settings, arrivedAt), trialOf };
  const subject = { kind: 'settings', id: null, name: 'jwt' } as const;
  await deps.database.transaction((tx) =>
    writeAudit(tx, actorOf(request), { action: 'sign_in_trial_started', subject }, arrivedAt),
  );
  rememberAttempt(context, attempt);
  reply.header('cache-control', 'no-store');
  return { location: authenticationAppAddress(settings, attempt, deps.site.address) };
}
