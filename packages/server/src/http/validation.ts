import { Ajv } from 'ajv';
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
