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
 * Who may call a route; `access.ts` is the door and refuses to start on a route without one.
 * - `public`: anybody; `viewer` is null there.
 * - `signed-in`: 401 `not_signed_in` without a live session.
 * - `administrator`: also 403 `not_allowed` for everybody else.
 * - `page`: a page of the web app; a stranger is redirected to sign in (S1).
 */
export type Access = 'public' | 'signed-in' | 'administrator' | 'page';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
    /** Only `POST /auth/sso`: the authentication app's form comes from its own site (F9). */
    readonly takesCrossSite?: boolean;
    /** Whether the route stores none of the texts it is sent, and looks none up: they may hold anything. */
    readonly keepsNoText?: boolean;
    /** The error codes of this route beyond those that its access, its method and its schema imply. */
    readonly errors?: readonly ErrorCode[];
    /** Programs in pages of the listed embedding origins may call it: without a session, or with one of theirs (X4). */
    readonly takesListedOrigins?: 'without a session' | 'with a bearer session';
    /** What a browser asks before it lets such a page call. */
    readonly isPreflight?: boolean;
  }
  interface FastifyInstance {
    /** Each route there is, with who may call it: `administrator GET /api/accounts`. */
    readonly declaredRoutes: readonly string[];
  }
  interface FastifyRequest {
    /** Null on public routes; anywhere else `viewerOf(request)` gives it for certain. */
    viewer: SignedInViewer | null;
    /** Sites that may show questions in a frame; empty where embedding is off. */
    readonly embeddingOrigins: readonly string[];
    /** Whether a JSON body holds an escape for NUL. */
    bodyMayHoldNul: boolean;
    /** Whether it brought live sessions of different accounts, which count as none (X1). */
    hasSessionConflict: boolean;
  }
}

/** The signed-in person behind a request to a route that only the signed-in reach. */
export function viewerOf(request: FastifyRequest): SignedInViewer {
  if (request.viewer === null) throw new TypeError('viewerOf is for routes behind the door');
  return request.viewer;
}

export type { FastifyReply as Reply, FastifyRequest as Request };
