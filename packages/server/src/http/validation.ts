import { Ajv } from 'ajv';
import { invalidValues } from '../dashboard-error.ts';
import type { Server } from './server.ts';

/**
 * Takes bodies as they are: Fastify's own validator turns `3` into `"3"` and drops members it doesn't
 * know; here both are faults, all named at once. Only what stands in an address is text by nature and
 * may become a number.
 */
export function compileStrictly(server: Server): void {
  const formats = {
    'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/,
  };
  const strict = new Ajv({
    allErrors: true,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    formats,
  });
  const lenient = new Ajv({
    allErrors: true,
    coerceTypes: true,
    removeAdditional: false,
    useDefaults: true,
    formats,
  });
  server.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : lenient).compile(schema as object),
  );
}

/**
 * Refuses the character NUL wherever it could reach a database: PostgreSQL has none in its texts. What
 * a route only looks at, such as a token's claims, may hold one.
 */
export function refuseNul(server: Server): void {
  server.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.keepsNoText) return;
    const name = nulIn(request.query) ?? nulIn(request.body);
    if (name !== null) throw invalidValues({ [name]: 'This can’t hold the character NUL.' });
  });
}

/** @returns the path of the first text or key with a NUL, or null */
function nulIn(value: unknown, path: readonly string[] = []): string | null {
  if (typeof value === 'string') return value.includes('\0') ? path.join('.') || 'body' : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    if (key.includes('\0')) return [...path, key.replaceAll('\0', '�')].join('.');
    const found = nulIn(member, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}
