import { type ErrorCode, errorCodes } from '@dashboard/contract';
import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { errorStatus } from './error-status.ts';
import type { Access } from './server.ts';

/** The parts of a route that decide which errors it can respond with. */
interface RouteFacts {
  readonly method: string;
  readonly access: Access;
  readonly hasBody: boolean;
  /** Whether a part of its path is an id or a name. */
  readonly hasParams: boolean;
  readonly hasQuery: boolean;
  /** Whether requests of other sites are accepted. */
  readonly takesCrossSite: boolean;
  /** The codes of only this route and similar ones. */
  readonly own: readonly ErrorCode[];
}

/** The parts of a Fastify route that its documentation is generated from. */
interface DescribedRoute {
  readonly method: string | readonly string[];
  readonly config?: FastifyContextConfig | undefined;
  readonly schema?: FastifySchema | undefined;
}

/** Every code that the OpenAPI document names for a route, in the order of the contract. */
export function documentedCodes({ method, config = {}, schema = {} }: DescribedRoute): ErrorCode[] {
  const { access = 'public', takesCrossSite = false, errors = [] } = config;
  return codesOfRoute({
    method: String(method),
    access,
    takesCrossSite,
    hasBody: schema.body !== undefined,
    hasParams: schema.params !== undefined,
    hasQuery: schema.querystring !== undefined,
    own: errors,
  });
}

function codesOfRoute(route: RouteFacts): ErrorCode[] {
  const isSignedIn = route.access === 'signed-in' || route.access === 'administrator';
  const isUnsafe = !['GET', 'HEAD', 'OPTIONS'].includes(route.method);
  const codes = new Set<ErrorCode>(route.own);
  codes.add('database_unavailable').add('internal_error');
  if (isSignedIn) codes.add('not_signed_in');
  if (route.access === 'administrator') codes.add('not_allowed');
  if (route.hasParams) codes.add('not_found');
  if (route.hasQuery || route.hasBody) codes.add('validation_failed');
  if (isUnsafe && !route.takesCrossSite) codes.add('cross_site_request');
  if (route.hasBody)
    codes.add('body_malformed').add('body_too_large').add('media_type_unsupported');
  return errorCodes.filter((code) => codes.has(code));
}

/** The responses of an OpenAPI operation for these codes, by status. */
export function errorResponses(codes: readonly ErrorCode[]): Record<number, unknown> {
  const byStatus = Map.groupBy(codes, (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => [
      status,
      {
        description: own.map((code) => `[\`${code}\`](../docs/errors#${code})`).join(', '),
        content: { 'application/json': { schema: errorSchema(own) } },
      },
    ]),
  );
}

/** `ErrorBody` of the contract with the codes of one status. */
function errorSchema(codes: readonly ErrorCode[]): unknown {
  const fields = {
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What is wrong with each named member.',
  };
  return {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'reference'],
        properties: {
          code: { type: 'string', enum: [...codes] },
          message: { type: 'string' },
          reference: { type: 'string', description: 'Finds the entry in the log.' },
          ...(codes.includes('validation_failed') && { fields }),
        },
      },
    },
  };
}
