import { CurrentSession, PasswordSignIn, SignedIn } from '@dashboard/contract';
import { Type } from 'typebox';
import { presentAccount } from '../accounts/present-account.ts';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import { browserOf } from '../http/client.ts';
import { type Server, viewerOf } from '../http/server.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../http/session-cookie.ts';
import type { Site } from '../site.ts';
import { endSession } from './end-session.ts';
import type { SignedInViewer } from './find-viewer.ts';
import type { SessionLifetime } from './session-lifetime.ts';
import { signInWithPassword } from './sign-in-with-password.ts';

export interface SessionRouteDeps {
  readonly database: Database;
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  readonly now: () => number;
}

/** `GET|POST|DELETE /api/session` and the form's `POST /auth/logout`. */
export function registerSessionRoutes(server: Server, deps: SessionRouteDeps): void {
  const tags = ['Session'];

  server.get(
    '/api/session',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Who is signed in, and until when',
        response: { 200: CurrentSession },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return presentSession(viewerOf(request));
    },
  );

  server.post(
    '/api/session',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Sign in with e-mail and password',
        body: PasswordSignIn,
        response: { 200: SignedIn },
      },
    },
    async (request, reply) => {
      const signedIn = await signInWithPassword(deps, request.body, browserOf(request, deps.site));
      if (signedIn === null)
        throw new DashboardError(
          'invalid_credentials',
          'The e-mail address or the password is wrong.',
        );
      setSessionCookie(reply, deps.site, signedIn.session.sessionToken, signedIn.session.expiresAt);
      const groups = await groupsOfAccount(deps.database.read, { accountId: signedIn.account.id });
      return { account: presentAccount(signedIn.account, groups) };
    },
  );

  server.delete(
    '/api/session',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await endSession(deps.database, readSessionCookie(request, deps.site));
      clearSessionCookie(reply, deps.site);
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/auth/logout',
    { config: { access: 'public' }, schema: { hide: true } },
    async (request, reply) => {
      await endSession(deps.database, readSessionCookie(request, deps.site));
      clearSessionCookie(reply, deps.site);
      return reply
        .header('cache-control', 'no-store')
        .redirect(`${deps.site.basePath}auth/signed-out`, 303);
    },
  );
}

function presentSession({ row, groups, sessionId }: SignedInViewer): CurrentSession {
  return {
    account: presentAccount(row, groups),
    session: {
      id: sessionId,
      signedInVia: row.signed_in_via,
      createdAt: new Date(row.session_created_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
    },
  };
}
