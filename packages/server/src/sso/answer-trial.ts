import { SignInTrial, SignInTrialInput } from '@dashboard/contract';
import { writeAudit } from '../audit/audit-store.ts';
import { actorOf } from '../http/client.ts';
import { type Server, viewerOf } from '../http/server.ts';
import { type AttemptDeps, rememberAttempt } from './answer-sign-in.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { newTrial } from './sign-in-trial.ts';
import { authenticationAppAddress } from './start-sign-in.ts';

/** The page with the JWT form, where a trial ends. */
const jwtFormPath = 'admin/settings/authentication/jwt';

/**
 * `POST /api/settings/jwt/try-sign-in` (W4): an administrator starts a sign-in of their own. Coming back
 * as the same account within ten minutes proves the settings, even if the app doesn't return `state`.
 */
export function registerTrySigningInRoute(server: Server, deps: AttemptDeps): void {
  server.post(
    '/api/settings/jwt/try-sign-in',
    {
      config: { access: 'administrator', errors: ['sso_not_configured'] },
      schema: {
        tags: ['Settings'],
        summary: 'Start a sign-in that tests the saved JWT settings',
        description:
          'Send the browser to `location`. Signed in as the same account within ten minutes, it returns to the JWT settings, and password login can be disabled.',
        body: SignInTrialInput,
        response: { 200: SignInTrial },
      },
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    async (request, reply) => {
      const now = deps.now();
      const { settings } = await jwtInUse(deps, now);
      const returnPath = `${deps.site.basePath}${jwtFormPath}`;
      const attempt = newTrial(viewerOf(request), returnPath, settings, now);
      const subject = { kind: 'settings', id: null, name: 'jwt' } as const;
      await deps.database.transaction((tx) =>
        writeAudit(tx, actorOf(request), { action: 'sign_in_trial_started', subject }, now),
      );
      rememberAttempt(deps, request, reply, attempt);
      reply.header('cache-control', 'no-store');
      return { location: authenticationAppAddress(settings, attempt, deps.site.address) };
    },
  );
}
