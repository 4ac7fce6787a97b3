import type { BearerSession, JwtSignIn } from '@dashboard/contract';
import { findViewer } from '../../sessions/find-viewer.ts';
import type { OpenedSession } from '../../sessions/open-session.ts';
import { presentSession } from '../../sessions/present-session.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { type FromProgram, maxTokenLength } from './received.ts';

/** `POST /api/session/jwt`: the token of a program, whose session no cookie carries (X4). */
export async function fromProgram(context: SignInContext): Promise<FromProgram> {
  const { deps, request, reply, arrivedAt: receivedAt } = context;
  reply.header('cache-control', 'no-store');
  const { jwt } = request.body as JwtSignIn;
  const returnPath = deps.site.basePath;
  return { by: 'program', token: jwt, maxTokenLength, receivedAt, returnPath };
}

/** The program's session, with its bearer token. */
export async function bearerSession(
  { deps }: SignInContext,
  { sessionToken }: OpenedSession,
): Promise<BearerSession> {
  const viewer = await findViewer(deps.database, sessionToken, deps.lifetime, deps.now());
  if (viewer === null) throw new TypeError('a session that was opened is found');
  const { account, session } = presentSession(viewer, deps.lifetime);
  return { token: sessionToken, account, session };
}
