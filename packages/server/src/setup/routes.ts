import { Setup, SignedIn } from '@dashboard/contract';
import { presentAccount } from '../accounts/present-account.ts';
import type { Database } from '../db/database.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import { browserOf } from '../http/client.ts';
import type { Server } from '../http/server.ts';
import { setSessionCookie } from '../http/session-cookie.ts';
import { openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { GeneralSource } from '../settings/general-settings.ts';
import type { Site } from '../site.ts';
import { setUp } from './set-up.ts';

export interface SetupRouteDeps {
  readonly database: Database;
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  readonly general: GeneralSource;
  readonly now: () => number;
}

/** `POST /api/setup` */
export function registerSetupRoutes(server: Server, deps: SetupRouteDeps): void {
  server.post(
    '/api/setup',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Setup'],
        summary: 'Make the first administrator; once, and 403 setup_done for ever after',
        body: Setup,
        response: { 201: SignedIn },
      },
    },
    async (request, reply) => {
      const now = deps.now();
      const { siteName = null, ...person } = request.body;
      const account = await setUp(deps.database, { ...person, siteName }, request.ip, now);
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
