import type { ErrorBody, ErrorCode } from '@dashboard/contract';
import type { FastifyError } from 'fastify';
import { DashboardError, invalidValues } from '../dashboard-error.ts';
import { newReference } from '../reference.ts';
import { errorStatus } from './error-status.ts';
import type { Reply, Request, Server } from './server.ts';
import { sendUnavailablePage, wantsPage } from './unavailable-page.ts';

/**
 * Every error has one format. An unexpected one is logged under its reference, and its details are
 * never sent.
 */
export function answerErrors(server: Server): void {
  server.setErrorHandler((error: FastifyError, request, reply) =>
    sendError(request, reply, asDashboardError(error)),
  );
  server.setNotFoundHandler({}, (request, reply) => sendError(request, reply, nothingHere()));
}

export function sendError(
  request: Request,
  reply: Reply,
  error: DashboardError,
  reference = newReference(),
): Reply {
  const status = errorStatus[error.code];
  if (status >= 500)
    request.log.error({ reference, err: error.cause ?? error }, 'a request failed');
  if (error.retryAfterSeconds !== null)
    reply.header('retry-after', String(error.retryAfterSeconds));
  if (error.code === 'database_unavailable' && wantsPage(request))
    return sendUnavailablePage(reply, status, reference);
  const fields = error.fields === null ? {} : { fields: { ...error.fields } };
  const body: ErrorBody = {
    error: { code: error.code, message: error.message, reference, ...fields },
  };
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

export function nothingHere(): DashboardError {
  return new DashboardError('not_found', 'Not found.');
}

/** Maps Fastify's own refusals to our codes. */
const codeOf: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media_type_unsupported', 'Send application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'body_malformed',
    'The body is empty, but its content type is JSON.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['body_malformed', 'The body is not JSON.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is too large.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'body_malformed',
    'The body is shorter than its content length.',
  ],
  FST_ERR_BAD_URL: ['not_found', 'Not found.'],
};

function asDashboardError(error: FastifyError): DashboardError {
  if (error instanceof DashboardError) return error;
  if (error.validation !== undefined) {
    return error.validationContext === 'params' ? nothingHere() : asValidationError(error);
  }
  const known = codeOf[error.code];
  if (known !== undefined) return new DashboardError(known[0], known[1], { cause: error });
  // Refusals of the static file plugin: a path outside of its folder, or a condition that fails.
  if (error.statusCode === 403 || error.statusCode === 404) return nothingHere();
  if (error.statusCode === 412)
    return new DashboardError('changed_meanwhile', 'The file has changed.', { cause: error });
  if (error instanceof SyntaxError || error.statusCode === 400) {
    return new DashboardError('body_malformed', 'The body is not JSON.', { cause: error });
  }
  return new DashboardError('internal_error', 'Something went wrong here. Try again in a moment.', {
    cause: error,
  });
}

function asValidationError(error: FastifyError): DashboardError {
  const fields: Record<string, string> = {};
  for (const issue of error.validation ?? []) {
    const path = issue.instancePath.slice(1).replaceAll('/', '.');
    const named = issue.params.missingProperty ?? issue.params.additionalProperty ?? '';
    const name = [path, named].filter((part) => part !== '').join('.');
    fields[name === '' ? 'body' : name] ??= sentenceFor(issue);
  }
  return invalidValues(fields);
}

type Issue = NonNullable<FastifyError['validation']>[number];

function sentenceFor({ keyword, message = 'is not valid', params }: Issue): string {
  if (keyword === 'required') return 'This is required.';
  if (keyword === 'additionalProperties') return 'Unknown property.';
  if (keyword === 'pattern') return 'The format is not valid.';
  if (keyword === 'minLength' && params.limit === 1) return 'This is required.';
  if (keyword === 'minLength') return `Use at least ${params.limit} characters.`;
  if (keyword === 'maxLength') return `Use at most ${params.limit} characters.`;
  return `This ${message}.`;
}
