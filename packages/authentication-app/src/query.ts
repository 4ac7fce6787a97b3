import { AuthenticationAppError } from './authentication-app-error.ts';

/** The types that `checkedQuery` accepts. */
export type Query = string | URL | Values | Readonly<Record<string, unknown>>;

/** The required part of `URLSearchParams` and `FormData`. */
interface Values {
  getAll(name: string): readonly unknown[];
}

/**
 * Checks the value from a framework: a whole address or its query as text, a `URL`,
 * `URLSearchParams` or `FormData`, or an object such as Express' `req.query` and `req.body`.
 *
 * @throws AuthenticationAppError `request_invalid`
 */
export function checkedQuery(query: unknown): Query {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null) {
    throw new AuthenticationAppError(
      'request_invalid',
      `readSignInRequest needs the query or the form, and received ${query === null ? 'null' : typeof query}. Does your app read forms, as with express.urlencoded()?`,
    );
  }
  if ('then' in query && typeof query.then === 'function') {
    throw new AuthenticationAppError(
      'request_invalid',
      'readSignInRequest received a promise: await the form first.',
    );
  }
  if ('url' in query && 'headers' in query) {
    throw new AuthenticationAppError(
      'request_invalid',
      'readSignInRequest needs the query or the form of the request, not the request itself.',
    );
  }
  return query as Query;
}

/**
 * Reads one parameter.
 *
 * @returns null if it is absent or blank
 * @throws AuthenticationAppError `parameter_invalid` if it appears twice or is not text (RFC 6749
 * §3.1)
 */
export function readParameter(query: Query, name: string): string | null {
  const [value = '', ...more] = valuesOf(query, name);
  if (more.length > 0 || typeof value !== 'string') {
    throw new AuthenticationAppError(
      'parameter_invalid',
      `The parameter ${name} must be there once, as text.`,
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
