import type { ErrorCode } from '@dashboard/contract';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { SignedInViewer } from '../sessions/find-viewer.ts';

/** The Fastify instance that every feature's routes are registered on: TypeBox schemas give the types. */
export type Server = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/**
 * Who can call a route; `access.ts` refuses to start with a route that does not declare it.
 * - `public`: everyone; `viewer` is null there.
 * - `signed-in`: 401 `not_signed_in` without a live session.
 * - `administrator`: also 403 `not_allowed` for everyone else.
 * - `page`: a page of the web app; a person without a session is redirected to sign in (S1).
 */
export type Access = 'public' | 'signed-in' | 'administrator' | 'page';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
    /** Only `POST /auth/sso`: the authentication app's form comes from its own site (F9). */
    readonly takesCrossSite?: boolean;
    /**
     * Whether the route neither stores nor looks up the texts it receives, so that they can contain
     * anything.
     */
    readonly keepsNoText?: boolean;
    /**
     * The error codes of this route besides those that its access, its method and its schema imply.
     */
    readonly errors?: readonly ErrorCode[];
    /**
     * Programs in pages of the listed embedding origins can call it: without a session, or with a
     * bearer session (X4).
     */
    readonly takesListedOrigins?: 'without a session' | 'with a bearer session';
    /** The preflight request that a browser sends before such a page can call. */
    readonly isPreflight?: boolean;
  }
  interface FastifyInstance {
    /** All routes with their access: `administrator GET /api/accounts`. */
    readonly declaredRoutes: readonly string[];
  }
  interface FastifyRequest {
    /** Null on public routes; on all others `viewerOf(request)` returns it. */
    viewer: SignedInViewer | null;
    /** Sites that can show questions in a frame; empty if embedding is off. */
    readonly embeddingOrigins: readonly string[];
    /** Whether a JSON body contains an escape for NUL. */
    bodyMayHoldNul: boolean;
    /** Whether it brought live sessions of different accounts, which count as none (X1). */
    hasSessionConflict: boolean;
  }
}

/** The signed-in person of a request, on a route for signed-in people. */
export function viewerOf(request: FastifyRequest): SignedInViewer {
  if (request.viewer === null) throw new TypeError('viewerOf is for routes that require a session');
  return request.viewer;
}

export type { FastifyReply as Reply, FastifyRequest as Request };
