import { AuthenticationAppError } from './authentication-app-error.ts';

type AttributeItem = string | number | boolean;
export type AttributeValue = AttributeItem | readonly AttributeItem[];

/** Who has signed in to the app, as Dashboard is to know them. */
export interface Person {
  /** The app's own id of the person: it never changes and is never given to somebody else. At most 255 characters. */
  readonly id: string;
  /** One plain ASCII address, of at most 254 characters. */
  readonly email: string;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  /** Absent leaves memberships to Dashboard's setting; `[]` ends those that come from the app. */
  readonly groups?: readonly string[] | null | undefined;
  /** Everything else that questions may be filtered by; replaced as a whole at each sign-in. */
  readonly attributes?: Readonly<Record<string, AttributeValue>> | null | undefined;
}

/** Claims that mean something of their own, in RFC 7519 §4.1 or in the protocol, and so are no attributes. */
const reservedClaims: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'],
  ...['nonce', 'code_challenge', 'code_challenge_method', 'at_hash', 'c_hash', 'azp', 'sid'],
  ...['auth_time', 'acr', 'amr', 'typ', 'email_verified'],
  ...['email', 'first_name', 'last_name', 'groups'],
]);
const maxAttributes = 100;
const plainAddress =
  /^(?!\.)(?!.*\.[.@])[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/**
 * The person as claims, under the keys that Dashboard reads unless its settings name others.
 *
 * @throws AuthenticationAppError `id_invalid`, `email_invalid`, `name_invalid`, `groups_invalid`,
 *   `attribute_invalid`
 */
export function claimsOf(person: Person): Record<string, unknown> {
  const claims: Record<string, unknown> = { ...attributesOf(person), ...identityOf(person) };
  const { firstName, lastName, groups } = person;
  if (firstName != null) claims.first_name = checkedName(firstName);
  if (lastName != null) claims.last_name = checkedName(lastName);
  if (groups != null) claims.groups = checkedGroups(groups);
  return claims;
}

function identityOf({ id, email }: Person): { sub: string; email: string } {
  if (typeof id !== 'string' || id.length > 255 || /^\s*(?:null|none|undefined)?\s*$/i.test(id)) {
    throw new AuthenticationAppError(
      'id_invalid',
      'A person’s id must be a text of 1 to 255 characters that is theirs for ever.',
    );
  }
  if (typeof email !== 'string' || email.length > 254 || !plainAddress.test(email)) {
    throw new AuthenticationAppError(
      'email_invalid',
      'A person’s e-mail must be one plain address, such as name@example.com.',
    );
  }
  return { sub: id, email };
}

function checkedName(name: unknown): string {
  if (typeof name === 'string' && name.length <= 254 && !/\p{Cc}/u.test(name)) return name;
  throw new AuthenticationAppError(
    'name_invalid',
    'Names must be texts of at most 254 characters, without control characters.',
  );
}

function checkedGroups(groups: unknown): readonly string[] {
  if (Array.isArray(groups) && groups.every((group) => typeof group === 'string')) return groups;
  throw new AuthenticationAppError('groups_invalid', 'Groups must be a list of texts.');
}

function attributesOf({ attributes }: Person): Record<string, AttributeValue> {
  const entries = Object.entries(attributes ?? {});
  if (entries.length > maxAttributes) throw attributeFault(`There are over ${maxAttributes}.`);
  for (const [name, value] of entries) {
    if (name === '' || name.startsWith('@') || reservedClaims.has(name)) {
      throw attributeFault(`“${name}” is a name that is reserved.`);
    }
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!items.every(isItem)) {
      throw attributeFault(`“${name}” must be a text, a number, yes or no, or a list of these.`);
    }
  }
  return Object.fromEntries(entries);
}

function isItem(value: unknown): value is AttributeItem {
  return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function attributeFault(problem: string): AuthenticationAppError {
  return new AuthenticationAppError('attribute_invalid', `An attribute can’t be sent. ${problem}`);
}
