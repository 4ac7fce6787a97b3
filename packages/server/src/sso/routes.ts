import { BearerSession, JwtSignIn, signInErrorCodes, unwrapHandle } from '@dashboard/contract';
import { DashboardError } from '../dashboard-error.ts';
import { browserOf } from '../http/client.ts';
import { takeForms } from '../http/forms.ts';
import type { Reply, Request, Server } from '../http/server.ts';
import { answerConfirmed, askFirst } from './answer-confirm.ts';
import { answerPost, finishPosted, maxLengthInForm } from './answer-posted.ts';
import { refuse, type SsoRouteDeps } from './answer-refusal.ts';
import { finish, finishCode, refuseForProvider, start } from './answer-sign-in.ts';
import { bearerErrors, postedErrors } from './codes-of-routes.ts';
import { newTrail } from './finish-sign-in.ts';
import { openBearerSession } from './open-bearer-session.ts';
import { readSignInQuery, refuseAnswerWithoutToken } from './sign-in-query.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** `/auth/sso`: start and finish of a sign-in through the authentication app; `/auth/confirm`; `/go/…`. */
export function registerSsoRoutes(server: Server, deps: SsoRouteDeps): void {
  // What is wrong with a text here is the protocol's to say.
  const config = {
    access: 'public',
    keepsNoText: true,
    errors: [...signInErrorCodes, 'prefetch_refused'],
  } as const;
  const schema = {
    tags: ['Sign-in'],
    summary: 'Start a sign-in, or finish it with the login token of the authentication app',
    description:
      'Parameters: return_to (or redirect), jwt, state. Responds with 302. An error is a page, or JSON if `Accept` names it.',
  };
  for (const url of ['/auth/sso', '/auth/sso/']) {
    server.get(url, { config, schema, exposeHeadRoute: false }, (request, reply) =>
      answerSso(deps, request, reply),
    );
    server.head(url, { config, schema: { hide: true } }, (_request, reply) =>
      reply.code(204).send(),
    );
  }
  server.register((scope: Server, _options, done) => {
    takeForms(scope, 2 * maxLengthInForm);
    const posted = {
      ...schema,
      summary: 'Finish a sign-in with a form that the authentication app posts',
    };
    const fromAnywhere = { ...config, takesCrossSite: true, errors: postedErrors } as const;
    scope.post('/auth/sso', { config: fromAnywhere, schema: posted }, (request, reply) =>
      answerPost(deps, request, reply),
    );
    scope.post('/auth/confirm', { config, schema: { hide: true } }, (request, reply) =>
      answerConfirmed(deps, request, reply),
    );
    done();
  });
  server.post(
    '/api/session/jwt',
    {
      config: {
        access: 'public',
        takesListedOrigins: 'without a session',
        errors: bearerErrors,
      },
      schema: {
        tags: ['Sign-in'],
        summary: 'Sign in a program with a login token; the session is a bearer token',
        body: JwtSignIn,
        response: { 200: BearerSession },
      },
    },
    async (request, reply) => {
      await answerBearer(deps, request, reply, request.body.jwt);
      return reply;
    },
  );
  server.get('/auth/confirm', { config, schema: { hide: true } }, (request, reply) =>
    askFirst(deps, request, reply),
  );
  server.get<{ Params: { handle: string } }>(
    '/go/:handle',
    { config, schema: { hide: true } },
    (request, reply) => {
      const target = unwrapHandle(
        `${deps.site.basePath}go/${request.params.handle}`,
        deps.site.address,
      );
      if (target === null || target === 'invalid') {
        return refuse(
          deps,
          request,
          reply,
          new SignInRefused('return_to_invalid', 'F1', 'The handle holds no address on this site.'),
        );
      }
      return reply.redirect(target, 302);
    },
  );
}

async function answerSso(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  const purpose = request.headers['sec-purpose'] ?? request.headers.purpose;
  if (typeof purpose === 'string' && purpose.startsWith('prefetch')) {
    throw new DashboardError('prefetch_refused', 'A sign-in is not fetched ahead.');
  }
  const trail = newTrail();
  try {
    const query = readSignInQuery(request.query as Record<string, unknown>);
    if (query.token !== null) return await finish(deps, request, reply, query, trail);
    if (query.ticket !== null) return await finishPosted(deps, request, reply, query.ticket, trail);
    if (query.code !== null) return await finishCode(deps, request, reply, query, trail);
    if (query.error !== null) return await refuseForProvider(deps, request, query, trail);
    refuseAnswerWithoutToken(request.query as Record<string, unknown>);
    return await start(deps, request, reply, query);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

/** `POST /api/session/jwt` (X4) */
async function answerBearer(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  token: string,
): Promise<Reply> {
  const trail = newTrail();
  try {
    reply.header('cache-control', 'no-store');
    const opened = await openBearerSession(deps, token, browserOf(request, deps.site), trail);
    return await reply.send(opened);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}
