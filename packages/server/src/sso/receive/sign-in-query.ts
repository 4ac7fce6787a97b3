import { oneLine } from '../../audit/one-line.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';

/** The parameters of `/auth/sso`, in its query or in a form posted there (section 1); null if absent. */
export interface SignInQuery {
  readonly token: string | null;
  readonly code: string | null;
  readonly error: string | null;
  readonly ticket: string | null;
  readonly state: string | null;
  /** The issuer that answered (RFC 9207), and the text of an error. */
  readonly issuer: string | null;
  readonly errorDescription: string | null;
  readonly returnTo: string | undefined;
}

/** Every parameter that is read. Anything else in a query or form is ignored. */
const parameterNames = [
  ...['jwt', 'code', 'error', 'ticket', 'state', 'iss', 'error_description'],
  ...['return_to', 'redirect'],
] as const;

/** Parameters as a query or a form has them: a text, or several where the name came more than once. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The parameters of a form that are read, however many others it has. */
export function parametersIn(form: URLSearchParams): Parameters {
  return Object.fromEntries(
    parameterNames.flatMap((name) => {
      const values = form.getAll(name);
      return values.length === 0 ? [] : [[name, values.length === 1 ? values[0] : values]];
    }),
  );
}

/**
 * Reads the query: each parameter once, and one answer at a time.
 *
 * @throws SignInRefused `parameter_invalid`, `return_to_invalid`
 */
export function readSignInQuery(query: Parameters): SignInQuery {
  const once = (name: (typeof parameterNames)[number]) => readOnce(query, name);
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
      'Send only one of jwt, code, error and ticket.',
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

/**
 * Refuses an answer that lacks its token. Dashboard's own links never carry `state` or a token under
 * another name, so this is not a start, and starting again would be a redirect loop (section 1).
 *
 * @throws SignInRefused `parameter_invalid`, naming the parameters that did come
 */
export function refuseAnswerWithoutToken(query: Parameters): void {
  if (query.state !== undefined || Object.entries(query).some(looksLikeToken))
    throw tokenMissing(Object.keys(query));
}

/** @param names of the parameters that came, as the other side wrote them */
export function tokenMissing(names: Iterable<string>): SignInRefused {
  return new SignInRefused(
    'parameter_invalid',
    'F1',
    `The answer has no “jwt”, “code” or “error”. Parameters that came: ${namesAsText(names)}.`,
    { reason: 'token_missing' },
  );
}

const tokenNames = ['jwt', 'token', 'id_token', 'access_token', 'auth_token'];

function looksLikeToken([name, value]: [string, unknown]): boolean {
  return holdsToken(name) || isTokenText(value) || tokenNames.includes(name.toLowerCase());
}

/** Every JSON Web Token begins with `{"` in base64url. */
function isTokenText(text: unknown): boolean {
  return typeof text === 'string' && /^eyJ[\w-]*\.[\w-]+\./.test(text);
}

/** Whether a parameter's name holds a token: an app that encodes `=` too sends `jwt%3DeyJ…`. */
function holdsToken(name: string): boolean {
  return name.split(/[^\w.-]/).some(isTokenText);
}

const maxNames = 10;
const maxNameLength = 40;
/** Of a token that something has cut or changed. */
const tokenStart = /eyJ[\w-]{8}/;

/** Names only, in one line of bounded length, whatever was sent. */
function namesAsText(names: Iterable<string>): string {
  const shown: string[] = [];
  for (const name of names) {
    if (shown.length === maxNames) return `${shown.join(', ')} and more`;
    const text = oneLine(name.slice(0, maxNameLength));
    const isSecret = holdsToken(name) || tokenStart.test(text);
    shown.push(isSecret ? '(a token without a name)' : `“${text}”`);
  }
  return shown.length === 0 ? 'none' : shown.join(', ');
}

function readOnce(query: Parameters, name: string): string | null {
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

/** An app that got no state, or lost it, can echo a blank or one of these words. */
function present(state: string | null): string | null {
  return state === null || ['', 'undefined', 'null'].includes(state.trim()) ? null : state;
}
