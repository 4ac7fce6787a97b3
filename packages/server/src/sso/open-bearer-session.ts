import type { BearerSession } from '@dashboard/contract';
import { findViewer } from '../sessions/find-viewer.ts';
import type { Browser } from '../sessions/open-session.ts';
import { presentSession } from '../sessions/present-session.ts';
import { finishSignIn, type SignInDeps, type SignInTrail } from './finish-sign-in.ts';

/** As long as one that is posted (F2). */
const maxTokenLength = 32 * 1024;

/**
 * A sign-in for a program: the same steps as a person's, with a session that no cookie carries (X4).
 *
 * @throws SignInRefused, TokenRefused
 */
export async function openBearerSession(
  deps: SignInDeps,
  token: string,
  caller: Browser,
  trail: SignInTrail,
): Promise<BearerSession> {
  // Whatever cookies came along are none of its business: they neither help nor end.
  const browser = { address: caller.address, userAgent: caller.userAgent, sessionToken: null };
  const unbound = {
    state: null,
    named: null,
    attempts: () => [],
    viewer: null,
    returnTo: undefined,
  };
  const answer = { ...unbound, token, browser, broughtCookies: true, maxTokenLength } as const;
  const { session } = await finishSignIn(deps, { ...answer, carriedBy: 'bearer' }, trail);
  const opened = session?.sessionToken ?? '';
  const viewer = await findViewer(deps.database, opened, deps.lifetime, deps.now());
  if (viewer === null) throw new TypeError('a session that was opened is found');
  const { account, session: presented } = presentSession(viewer, deps.lifetime);
  return { token: opened, account, session: presented };
}
