import { AuthenticationAppError } from './authentication-app-error.ts';

/**
 * What frameworks hand over: a whole address or its query as text, a `URL`, `URLSearchParams` or
 * `FormData`, or an object such as Express' `req.query` and `req.body`.
 */
export type Query = string | URL | Values | Readonly<Record<string, unknown>>;

/** The part of `URLSearchParams` and `FormData` that is needed. */
interface Values {
  getAll(name: string): readonly unknown[];
}

/**
 * Reads one parameter.
 *
 * @returns null where it is absent or blank
 * @throws AuthenticationAppError `parameter_invalid` where it is there twice or is no text (RFC 6749 §3.1)
 */
export function readParameter(query: Query, name: string): string | null {
  const [value = '', ...more] = valuesOf(query, name);
  if (more.length > 0 || typeof value !== 'string') {
    throw new AuthenticationAppError(
      'parameter_invalid',
      `The parameter ${name} must be there once, as a text.`,
    );
  }
  return value.trim() === '' ? null : value;
}

function valuesOf(query: Query, name: string): readonly unknown[] {
  if (typeof query === 'string') return searchOf(query).getAll(name);
  if (query instanceof URL) return query.searchParams.getAll(name);
  if (hasValues(query)) return query.getAll(name);
  const value = Object.hasOwn(query, name) ? query[name] : undefined;
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function hasValues(query: Values | Readonly<Record<string, unknown>>): query is Values {
  return typeof query.getAll === 'function';
}

function searchOf(text: string): URLSearchParams {
  const start = text.indexOf('?');
  return new URLSearchParams(text.slice(start + 1).split('#')[0]);
}
