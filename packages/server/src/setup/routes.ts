import { Setup, SignedIn } from '@dashboard/contract';
import { presentAccount } from '../accounts/present-account.ts';
import { DashboardError } from '../dashboard-error.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import { browserOf } from '../http/client.ts';
import type { Request, Server } from '../http/server.ts';
import { setSessionCookie } from '../http/session-cookie.ts';
import { openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { GeneralSource } from '../settings/general-settings.ts';
import type { Site } from '../site.ts';
import { type SetupDeps, setUp, setupDone } from './set-up.ts';
import type { SetupCode } from './setup-code.ts';

export interface SetupRouteDeps extends SetupDeps {
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  readonly general: GeneralSource;
  readonly now: () => number;
  readonly code: SetupCode;
}

/** `POST /api/setup` */
export function registerSetupRoutes(server: Server, deps: SetupRouteDeps): void {
  server.post(
    '/api/setup',
    {
      config: {
        access: 'public',
        errors: ['setup_done', 'setup_code_invalid'],
      },
      schema: {
        tags: ['Setup'],
        summary: 'Create the first administrator',
        description:
          'Closed (403 `setup_done`) once an active administrator exists, while JWT is usable and while password login is off. A request that can come from another machine must contain `setupCode`; `setupCodeRequired` of `GET /api/properties` says whether this is such a request.',
        body: Setup,
        response: { 201: SignedIn },
      },
    },
    async (request, reply) => {
      const now = deps.now();
      const { siteName = null, setupCode, ...person } = request.body;
      if (!(await deps.isOpen(deps.database.read))) throw setupDone();
      refuseWrongCode(deps.code, setupCode, request);
      const account = await setUp(deps, { ...person, siteName }, request.ip, now);
      await deps.general.read(deps.database.read);
      const start = { accountId: account.id, signedInVia: 'password', openedBy: null } as const;
      const session = await deps.database.transaction((tx) =>
        openSession(tx, start, browserOf(request, deps.site), deps.lifetime, now),
      );
      setSessionCookie(reply, deps.site, session.sessionToken, session.expiresAt);
      const groups = await groupsOfAccount(deps.database.read, { accountId: account.id });
      return reply.code(201).send({ account: presentAccount(account, groups) });
    },
  );
}

function refuseWrongCode(code: SetupCode, typed: string | undefined, request: Request): void {
  if (!code.isRequiredBy(request)) return;
  if (typed === undefined || !code.isRight(typed)) throw codeInvalid();
}

function codeInvalid(): DashboardError {
  return new DashboardError(
    'setup_code_invalid',
    'Enter the setup code. It is in the output of the server, or DASHBOARD_SETUP_CODE sets it.',
  );
}
