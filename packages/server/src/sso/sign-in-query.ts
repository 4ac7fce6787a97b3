import { SignInRefused } from './sign-in-refused.ts';

/** What may stand in the query of `/auth/sso` (section 1); null where it isn't there. */
export interface SignInQuery {
  readonly token: string | null;
  readonly code: string | null;
  readonly error: string | null;
  readonly ticket: string | null;
  readonly state: string | null;
  /** Who answered (RFC 9207), and what an error says in words. */
  readonly issuer: string | null;
  readonly errorDescription: string | null;
  readonly returnTo: string | undefined;
}

/**
 * Reads the query: each parameter once, and one answer at a time.
 *
 * @throws SignInRefused `parameter_invalid`, `return_to_invalid`
 */
export function readSignInQuery(query: Readonly<Record<string, unknown>>): SignInQuery {
  const once = (name: string) => readOnce(query, name);
  const returnTo = once('return_to');
  const redirect = once('redirect');
  if (returnTo !== null && redirect !== null) {
    throw new SignInRefused(
      'parameter_invalid',
      'F1',
      'return_to and redirect are the same: send one of them.',
    );
  }
  const answers = {
    token: once('jwt'),
    code: once('code'),
    error: once('error'),
    ticket: once('ticket'),
  };
  const given = Object.values(answers).filter((value) => value !== null);
  if (given.length > 1) {
    throw new SignInRefused(
      'parameter_invalid',
      'F1',
      'Of jwt, code, error and ticket one is sent at a time.',
    );
  }
  return {
    ...answers,
    state: present(once('state')),
    issuer: once('iss'),
    errorDescription: once('error_description'),
    returnTo: returnTo ?? redirect ?? undefined,
  };
}

function readOnce(query: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = query[name];
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  const isAddress = name === 'return_to' || name === 'redirect';
  throw new SignInRefused(
    isAddress ? 'return_to_invalid' : 'parameter_invalid',
    'F1',
    `${name} was sent more than once.`,
  );
}

/** An app that was sent no state, or lost it, may echo it as a blank or as one of these words. */
function present(state: string | null): string | null {
  return state === null || ['', 'undefined', 'null'].includes(state.trim()) ? null : state;
}
