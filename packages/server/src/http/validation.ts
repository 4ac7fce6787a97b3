import { Ajv, type ErrorObject } from 'ajv';
import { invalidValues } from '../dashboard-error.ts';
import type { Request, Server } from './server.ts';

/** The maximum number of reported errors in one body; each costs time and a line of the response. */
const maxFaults = 20;

/** The format of an ISO 8601 instant in UTC; it also accepts days that don't exist. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

const options = {
  allErrors: true,
  removeAdditional: false,
  formats: {
    'date-time': (text: string) => instant.test(text) && !Number.isNaN(Date.parse(text)),
  },
} as const;
// Ajv caches by schema: a second server in the same process compiles nothing again.
const strict = new Ajv({ ...options, coerceTypes: false, useDefaults: false });
const lenient = new Ajv({ ...options, coerceTypes: true, useDefaults: true });

/**
 * Validates bodies without changing them. Fastify's own validator converts `3` into `"3"` and
 * removes unknown members; here both are errors, and the first 20 are reported at once. Only the
 * parts of an address are text by nature and can be converted to a number.
 */
export function compileStrictly(server: Server): void {
  server.setValidatorCompiler(({ schema, httpPart }) => {
    const validate = (httpPart === 'body' ? strict : lenient).compile(schema as object);
    return (data: unknown) => validate(data) || { error: asValidationFault(validate.errors ?? []) };
  });
}

/** An error in the format that Fastify passes to the error handler. */
function asValidationFault(faults: readonly ErrorObject[]): Error {
  return Object.assign(new Error('The request does not match its schema.'), {
    validation: faults.slice(0, maxFaults),
  });
}

/**
 * Refuses the character NUL wherever it could reach a database: PostgreSQL can't store it. A route
 * that only shows a text, such as a token's claims, accepts it.
 */
export function refuseNul(server: Server): void {
  server.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.keepsNoText) return;
    const path = nulPath(request);
    if (path !== null) throw invalidValues({ [path]: 'This can’t contain the character NUL.' });
  });
}

/** One search in the raw text shows whether there can be any; only then the values are searched. */
function nulPath(request: Request): string | null {
  if (request.url.includes('%00')) {
    const path = nulIn(request.query);
    if (path !== null) return path.join('.');
  }
  if (!request.bodyMayHoldNul) return null;
  const path = nulIn(request.body);
  return path === null ? null : path.join('.') || 'body';
}

/** @returns the path of the first text or name with a NUL, or null; the body's depth is limited already */
function nulIn(value: unknown): string[] | null {
  if (typeof value === 'string') return value.includes('\0') ? [] : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const found = key.includes('\0') ? [] : nulIn(member);
    if (found === null) continue;
    found.unshift(key.replaceAll('\0', '�'));
    return found;
  }
  return null;
}
