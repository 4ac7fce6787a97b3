import {
  PasswordChange,
  PasswordLogin,
  PasswordLoginInput,
  PasswordSignIn,
  SignedIn,
} from '@dashboard/contract';
import { Type } from 'typebox';
import { presentAccount } from '../accounts/present-account.ts';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import { expectedTags, refuseStale, setTag } from '../entity-tag.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import { readBearerToken } from '../http/bearer-token.ts';
import { actorOf, browserOf } from '../http/client.ts';
import { type Reply, type Request, type Server, viewerOf } from '../http/server.ts';
import { cookieOptions, cookiePrefix, setSessionCookie } from '../http/session-cookie.ts';
import { isJwtUsable } from '../jwt-settings/jwt-settings.ts';
import type { JwtSource } from '../jwt-settings/jwt-source.ts';
import { guardedChangeErrors, type LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import {
  refuseLockedPasswordLogin,
  switchPasswordLogin,
} from '../passwords/switch-password-login.ts';
import type { Seal } from '../secrets/seal.ts';
import type { Site } from '../site.ts';
import { changeOwnPassword } from './change-own-password.ts';
import { knownFor, openKnownBrowser, sealKnownBrowser } from './known-browser.ts';
import { type PasswordSignInDeps, signInWithPassword } from './sign-in-with-password.ts';

export interface PasswordLoginRouteDeps extends PasswordSignInDeps {
  readonly site: Site;
  readonly seal: Seal;
  readonly guard: LockOutGuard;
  readonly jwt: JwtSource;
}

/** `POST /api/session`, `POST /api/account/password` and `GET|PATCH /api/settings/password-login` */
export function registerPasswordLoginRoutes(server: Server, deps: PasswordLoginRouteDeps): void {
  const { database, site, seal, now } = deps;
  const knownCookie = `${cookiePrefix(site)}dashboard_known_browser`;

  function refuseForNow(reply: Reply, waitSeconds: number): DashboardError {
    reply.header('retry-after', String(waitSeconds));
    return new DashboardError(
      'too_many_attempts',
      `Too many attempts. Wait ${waitSeconds} seconds.`,
    );
  }

  server.post(
    '/api/session',
    {
      config: {
        access: 'public',
        errors: ['invalid_credentials', 'password_login_disabled', 'too_many_attempts'],
      },
      schema: {
        tags: ['Session'],
        summary: 'Sign in with email and password',
        body: PasswordSignIn,
        response: { 200: SignedIn },
      },
    },
    async (request, reply) => {
      const known = openKnownBrowser(request.cookies[knownCookie], seal, now());
      const browser = { ...browserOf(request, site), known };
      const result = await signInWithPassword(deps, request.body, browser);
      if ('refused' in result) {
        if (result.refused === 'too_many_attempts') throw refuseForNow(reply, result.waitSeconds);
        throw refusals[result.refused]();
      }
      const { account, session } = result;
      setSessionCookie(reply, site, session.sessionToken, session.expiresAt);
      const options = { ...cookieOptions(site), maxAge: knownFor };
      reply.setCookie(knownCookie, sealKnownBrowser(known, account, seal, now()), options);
      const groups = await groupsOfAccount(database.read, { accountId: account.id });
      return { account: presentAccount(account, groups) };
    },
  );

  server.post(
    '/api/account/password',
    {
      config: {
        access: 'signed-in',
        errors: ['invalid_credentials', 'too_many_attempts', 'sso_account'],
      },
      schema: {
        tags: ['Session'],
        summary: 'Change your own password and end your other sessions',
        body: PasswordChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const isBearer = readBearerToken(request) !== null;
      const browser = { ...browserOf(request, site), isBearer };
      const viewer = viewerOf(request);
      const changed = await changeOwnPassword(
        deps,
        viewer,
        request.body,
        browser,
        actorOf(request),
      );
      if ('waitSeconds' in changed) throw refuseForNow(reply, changed.waitSeconds);
      const { session } = changed;
      if (session !== null) setSessionCookie(reply, site, session.sessionToken, session.expiresAt);
      return reply.code(204).send(null);
    },
  );

  const config = { access: 'administrator' } as const;
  const tags = ['Settings'];

  server.get(
    '/api/settings/password-login',
    {
      config,
      schema: {
        tags,
        summary: 'Get whether password login is enabled, and who can sign in without it',
        response: { 200: PasswordLogin },
      },
    },
    (_request, reply) => presentPasswordLogin(deps, reply),
  );

  server.patch(
    '/api/settings/password-login',
    {
      config: {
        ...config,
        errors: guardedChangeErrors,
      },
      schema: {
        tags,
        summary:
          'Enable or disable password login; it stays on until an administrator can sign in through JWT',
        body: PasswordLoginInput,
        response: { 200: PasswordLogin },
      },
    },
    async (request: Request, reply: Reply) => {
      const { enabled } = request.body as PasswordLoginInput;
      const { passwordLoginLock } = deps;
      const by = actorOf(request);
      await database.transaction(async (tx) => {
        await database.lock(tx, 'settings');
        await refuseLockedPasswordLogin(tx, { enabled, passwordLoginLock });
        const { version } = await readPasswordLogin(tx, passwordLoginLock);
        refuseStale(expectedTags(request), `${version}`);
        await deps.guard.keepAWayIn(tx, now(), () =>
          switchPasswordLogin(tx, { enabled, passwordLoginLock }, by, now()),
        );
      });
      return presentPasswordLogin(deps, reply);
    },
  );
}

const unproven =
  'No administrator has signed in through JWT with the current settings yet. Press “Try signing in” and sign in through your app as yourself.';
const jwtIsOff =
  'JWT is disabled or incomplete. Enable it first, then press “Try signing in” and sign in through your app as yourself.';

async function isJwtOn(jwt: JwtSource, { read }: Database, now: number): Promise<boolean> {
  const { settings, keys } = await jwt.inForce(read, now);
  return isJwtUsable(settings, keys.length > 0);
}

const refusals = {
  invalid_credentials: () =>
    new DashboardError('invalid_credentials', 'The email address or the password is wrong.'),
  password_login_disabled: () =>
    new DashboardError('password_login_disabled', 'Password login is disabled.'),
} as const;

async function presentPasswordLogin(
  { database, guard, jwt, passwordLoginLock, now }: PasswordLoginRouteDeps,
  reply: Reply,
): Promise<PasswordLogin> {
  const { enabled, overridesEnvironment, version } = await readPasswordLogin(
    database.read,
    passwordLoginLock,
  );
  setTag(reply, `${version}`);
  const proven = await guard.proven(database.read, now());
  const mustStay = enabled && passwordLoginLock === null && proven.length === 0;
  return {
    enabled,
    overridesEnvironment,
    lockedByEnvironment: passwordLoginLock !== null,
    provenAdministrators: proven.map(({ id, email }) => ({ id, email })),
    keptOnBecause: mustStay ? ((await isJwtOn(jwt, database, now())) ? unproven : jwtIsOff) : null,
  };
}
