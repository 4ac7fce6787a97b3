import type { VerifiedToken } from '@dashboard/login-token';
import type { RefusalLog } from '../audit/refusal-log.ts';
import type { Database } from '../db/database.ts';
import { browserOf } from '../http/client.ts';
import type { Reply, Request } from '../http/server.ts';
import { bringsCookies } from '../http/session-cookie.ts';
import type { SendPage } from '../http/web-app.ts';
import { isJwtUsable, type JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { JwtInForce, JwtSource } from '../jwt-settings/jwt-source.ts';
import type { LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import type { Browser } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { Site } from '../site.ts';
import type { AfterSignIn } from './admit/after-sign-in.ts';
import type { FailureLimit } from './refuse/failure-limit.ts';
import { SignInRefused } from './refuse/sign-in-refused.ts';
import type { RedirectLoopGuard } from './verify/redirect-loop-guard.ts';

/** What sign-ins need of the server. */
export interface SignInDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly site: Site;
  readonly guard: LockOutGuard;
  readonly lifetime: SessionLifetime;
  readonly redirectLoops: RedirectLoopGuard;
  readonly afterSignIn: AfterSignIn;
  readonly refusals: RefusalLog;
  /** Refused sign-ins by address (section 11). */
  readonly failures: FailureLimit;
  /** The same for what pages of other sites made browsers send. */
  readonly foreignFailures: FailureLimit;
  /** Failed requests to the token endpoint by address (C1). */
  readonly failedExchanges: FailureLimit;
  readonly sendPage: SendPage;
  readonly isPasswordLoginOn: () => Promise<boolean>;
  readonly now: () => number;
}

/** One sign-in: what it works with, and what is known so far for the log and the page of a refusal. */
export interface SignInContext {
  readonly deps: SignInDeps;
  readonly request: Request;
  readonly reply: Reply;
  readonly browser: Browser;
  /** Whether it sent any cookie of ours (S8). */
  readonly bringsCookies: boolean;
  /** In milliseconds. */
  readonly arrivedAt: number;
  /** Read once for each sign-in. */
  current: CurrentSettings | null;
  /** The token, once its signature and times are verified. */
  verified: VerifiedToken | null;
  /** Where it should lead, as far as the attempt or the posted form says. */
  returnPath: string | null;
  /** The cookie of the attempt that this sign-in has taken. */
  takenCookie: string | null;
  /** Whether the token endpoint exchanged a code for a token (C1). */
  isCodeExchanged: boolean;
  /** Sentences for the sign-in log, whatever the outcome. */
  readonly notes: string[];
}

export function newSignInContext(deps: SignInDeps, request: Request, reply: Reply): SignInContext {
  return {
    deps,
    request,
    reply,
    browser: browserOf(request, deps.site),
    bringsCookies: bringsCookies(request),
    arrivedAt: deps.now(),
    current: null,
    verified: null,
    returnPath: null,
    takenCookie: null,
    isCodeExchanged: false,
    notes: [],
  };
}

/** Settings and keys that people can sign in with: the address of the authentication app is set. */
export type CurrentSettings = Omit<JwtInForce, 'settings'> & {
  readonly settings: JwtSettings & { readonly identityProviderUri: string };
};

/**
 * The current settings and keys, if JWT is enabled and complete (S7).
 *
 * @throws SignInRefused `sso_not_configured`
 */
export async function currentSettings(
  context: Pick<SignInContext, 'deps' | 'arrivedAt' | 'current'>,
): Promise<CurrentSettings> {
  if (context.current !== null) return context.current;
  const { database, jwt } = context.deps;
  const inForce = await jwt.inForce(database.read, context.arrivedAt);
  if (!isJwtUsable(inForce.settings, inForce.keys.length > 0)) {
    throw new SignInRefused(
      'sso_not_configured',
      'S7',
      'JWT is disabled, or its address or key is missing.',
    );
  }
  // `isJwtUsable` has checked the address. Nothing is copied, since this runs at every sign-in.
  context.current = inForce as CurrentSettings;
  return context.current;
}
