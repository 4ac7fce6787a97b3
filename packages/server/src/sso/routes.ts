import {
  BearerSession,
  JwtSignIn,
  SignInTrial,
  SignInTrialInput,
  signInErrorCodes,
} from '@dashboard/contract';
import { takeForms } from '../http/forms.ts';
import type { Reply, Request, Server } from '../http/server.ts';
import { fromAddress } from './receive/from-address.ts';
import { fromConfirmation } from './receive/from-confirmation.ts';
import { fromForm } from './receive/from-form.ts';
import { fromProgram } from './receive/from-program.ts';
import { maxTokenLength } from './receive/received.ts';
import { bearerErrors, postedErrors } from './route-errors.ts';
import { askPerson, orRefuse, signIn } from './sign-in.ts';
import { newSignInContext, type SignInDeps } from './sign-in-context.ts';
import { resolveHandle } from './start/return-to.ts';
import { trySignIn } from './start/try-sign-in.ts';

/** The addresses of sign-ins through the authentication app: `/auth/sso`, `/auth/confirm`, `/go/…`. */
export function registerSsoRoutes(server: Server, deps: SignInDeps): void {
  const contextOf = (request: Request, reply: Reply) => newSignInContext(deps, request, reply);
  // Parameters with invalid text get the error codes of the protocol.
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
  const hidden = { hide: true };

  for (const url of ['/auth/sso', '/auth/sso/']) {
    server.get(url, { config, schema, exposeHeadRoute: false }, (request, reply) =>
      signIn(contextOf(request, reply), fromAddress),
    );
    server.head(url, { config, schema: hidden }, (_request, reply) => reply.code(204).send());
  }

  server.register((scope: Server, _options, done) => {
    takeForms(scope, 2 * maxTokenLength);
    const posted = {
      ...schema,
      summary: 'Finish a sign-in with a form that the authentication app posts',
    };
    const fromAnywhere = { ...config, takesCrossSite: true, errors: postedErrors } as const;
    scope.post('/auth/sso', { config: fromAnywhere, schema: posted }, (request, reply) =>
      signIn(contextOf(request, reply), fromForm),
    );
    scope.post('/auth/confirm', { config, schema: hidden }, (request, reply) =>
      signIn(contextOf(request, reply), fromConfirmation),
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
      await signIn(contextOf(request, reply), fromProgram);
      return reply;
    },
  );

  server.get('/auth/confirm', { config, schema: hidden }, (request, reply) =>
    askPerson(contextOf(request, reply)),
  );

  server.get<{ Params: { handle: string } }>(
    '/go/:handle',
    { config, schema: hidden },
    (request, reply) => {
      const context = contextOf(request, reply);
      const { handle } = request.params;
      return orRefuse(context, async () => reply.redirect(resolveHandle(context, handle), 302));
    },
  );
}

/** `POST /api/settings/jwt/try-sign-in` (W4), which is listed with the settings. */
export function registerTrySignInRoute(server: Server, deps: SignInDeps): void {
  server.post(
    '/api/settings/jwt/try-sign-in',
    {
      config: { access: 'administrator', errors: ['sso_not_configured'] },
      schema: {
        tags: ['Settings'],
        summary: 'Start a sign-in that tests the saved JWT settings',
        description:
          'Send the browser to `location`. Signed in as the same account within ten minutes, it returns to the JWT settings, and password login can be disabled.',
        body: SignInTrialInput,
        response: { 200: SignInTrial },
      },
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    (request, reply) => trySignIn(newSignInContext(deps, request, reply)),
  );
}
