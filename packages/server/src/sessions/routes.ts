import { CurrentSession, IdParameter, SessionList } from '@dashboard/contract';
import { Type } from 'typebox';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import { readBearerToken } from '../http/bearer-token.ts';
import { wantsJson } from '../http/client.ts';
import { takeForms } from '../http/forms.ts';
import { type Reply, type Server, viewerOf } from '../http/server.ts';
import { clearSessionCookie, readSessionCookies } from '../http/session-cookie.ts';
import type { Site } from '../site.ts';
import { endSessions } from './end-sessions.ts';
import type { SignedInViewer } from './find-viewer.ts';
import { instant, presentSession } from './present-session.ts';
import { expiryOf, type SessionLifetime } from './session-lifetime.ts';
import { deleteOwnSession, sessionsOfAccount } from './session-store.ts';

export interface SessionRouteDeps {
  readonly database: Database;
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  /** The address after signing out. */
  readonly afterSignOut: () => Promise<string>;
  readonly now: () => number;
}

const Params = Type.Object({ id: IdParameter });

/** `GET|DELETE /api/session`, `GET /api/sessions`, `DELETE /api/sessions/:id` and the form's `POST /auth/logout`. */
export function registerSessionRoutes(server: Server, deps: SessionRouteDeps): void {
  const tags = ['Session'];

  server.get(
    '/api/session',
    {
      config: { access: 'signed-in', takesListedOrigins: 'with a bearer session' },
      schema: {
        tags,
        summary: 'Get the current session and its account',
        response: { 200: CurrentSession },
      },
    },
    async (request) => presentSession(viewerOf(request), deps.lifetime),
  );

  server.delete(
    '/api/session',
    {
      config: { access: 'signed-in', takesListedOrigins: 'with a bearer session' },
      schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      clearBrowserCache(reply);
      const { sessionId, accountId } = viewerOf(request);
      if (readBearerToken(request) !== null) {
        await deps.database.transaction((tx) => deleteOwnSession(tx, sessionId, accountId));
        return reply.code(204).send(null);
      }
      await endSessions(deps.database, readSessionCookies(request, deps.site));
      clearSessionCookie(reply, deps.site);
      return reply.code(204).send(null);
    },
  );

  server.get(
    '/api/sessions',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'List your own sessions', response: { 200: SessionList } },
    },
    async (request) => ({ sessions: await listOwnSessions(deps, viewerOf(request)) }),
  );

  server.delete(
    '/api/sessions/:id',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'End one of your own sessions',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { accountId } = viewerOf(request);
      const ended = await deps.database.transaction((tx) =>
        deleteOwnSession(tx, Number(request.params.id), accountId),
      );
      if (!ended) throw new DashboardError('not_found', 'Session not found.');
      return reply.code(204).send(null);
    },
  );

  server.register((scope: Server, _options, done) => {
    takeForms(scope);
    scope.post(
      '/auth/logout',
      { config: { access: 'public' }, schema: { hide: true } },
      async (request, reply) => {
        await endSessions(deps.database, readSessionCookies(request, deps.site));
        clearSessionCookie(reply, deps.site);
        clearBrowserCache(reply);
        const location = await deps.afterSignOut();
        // A fetch cannot follow a redirect to another site, and neither can a form (`form-action`).
        return wantsJson(request) ? reply.send({ location }) : reply.redirect(location, 303);
      },
    );
    done();
  });
}

/**
 * Removes what the browser stored of the site, such as files and pages of older versions (W3C Clear
 * Site Data).
 */
function clearBrowserCache(reply: Reply): void {
  reply.header('clear-site-data', '"cache"');
}

async function listOwnSessions(
  { database, lifetime, now }: SessionRouteDeps,
  { accountId, sessionId }: SignedInViewer,
): Promise<SessionList['sessions']> {
  const rows = await sessionsOfAccount(database.read, accountId);
  const at = now();
  return rows
    .map((row) => ({
      row,
      expiresAt: expiryOf({ createdAt: row.created_at, expiresAt: row.expires_at }, lifetime),
    }))
    .filter(({ row, expiresAt }) => expiresAt > at && row.last_used_at > at - lifetime.idle)
    .map(({ row, expiresAt }) => ({
      id: row.id,
      signedInVia: row.signed_in_via,
      createdAt: instant(row.created_at),
      expiresAt: instant(expiresAt),
      lastUsedAt: instant(row.last_used_at),
      address: row.address,
      userAgent: row.user_agent,
      isCurrent: row.id === sessionId,
    }));
}
