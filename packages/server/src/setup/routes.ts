import { Setup, SignedIn } from '@dashboard/contract';
import { presentAccount } from '../accounts/present-account.ts';
import { DashboardError } from '../dashboard-error.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import { browserOf } from '../http/client.ts';
import type { Reply, Request, Server } from '../http/server.ts';
import { setSessionCookie } from '../http/session-cookie.ts';
import { openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { GeneralSource } from '../settings/general-settings.ts';
import type { Site } from '../site.ts';
import { type SetupDeps, setUp, setupDone } from './set-up.ts';
import { isSetupCode } from './setup-code.ts';

export interface SetupRouteDeps extends SetupDeps {
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  readonly general: GeneralSource;
  readonly now: () => number;
  /** The code that the request must carry, or null where none is required. */
  readonly setupCode: string | null;
  /** Counts a try of the code from an address; `waitSeconds` where there were too many. */
  readonly tryCode: (
    address: string,
    isRight: () => Promise<boolean>,
  ) => Promise<{ readonly isRight: boolean } | { readonly waitSeconds: number }>;
}

/** `POST /api/setup` */
export function registerSetupRoutes(server: Server, deps: SetupRouteDeps): void {
  server.post(
    '/api/setup',
    {
      config: {
        access: 'public',
        errors: ['setup_done', 'setup_code_invalid', 'too_many_attempts'],
      },
      schema: {
        tags: ['Setup'],
        summary: 'Create the first administrator',
        description:
          'Closed (403 `setup_done`) once an active administrator exists, while JWT is usable and while password login is off. Where `HOST` is not a loopback address, or `DASHBOARD_SETUP_CODE` is set, `setupCode` is required.',
        body: Setup,
        response: { 201: SignedIn },
      },
    },
    async (request, reply) => {
      const now = deps.now();
      const { siteName = null, setupCode, ...person } = request.body;
      if (!(await deps.isOpen(deps.database.read))) throw setupDone();
      await refuseWrongCode(deps, setupCode, request, reply);
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

async function refuseWrongCode(
  { setupCode, tryCode }: SetupRouteDeps,
  typed: string | undefined,
  request: Request,
  reply: Reply,
): Promise<void> {
  if (setupCode === null) return;
  if (typed === undefined || typed.trim() === '') throw codeInvalid();
  const tried = await tryCode(request.ip, async () => isSetupCode(typed, setupCode));
  if ('waitSeconds' in tried) {
    reply.header('retry-after', String(tried.waitSeconds));
    throw new DashboardError(
      'too_many_attempts',
      `Too many attempts. Wait ${tried.waitSeconds} seconds before the next.`,
    );
  }
  if (!tried.isRight) throw codeInvalid();
}

function codeInvalid(): DashboardError {
  return new DashboardError(
    'setup_code_invalid',
    'Enter the setup code. The server printed it when it started, or DASHBOARD_SETUP_CODE sets it.',
  );
}
