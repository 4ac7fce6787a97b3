import { AuthenticationAppError } from './authentication-app-error.ts';

type AttributeItem = string | number | boolean;
export type AttributeValue = AttributeItem | readonly AttributeItem[];

/** The person who signed in to the app, as Dashboard sees them. Other members are refused. */
export interface Person {
  /** The app's own id of the person: it never changes and is never reused. At most 255 characters. */
  readonly id: string;
  /** One plain ASCII address, of at most 254 characters. */
  readonly email: string;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  /** If absent, Dashboard's setting decides; `[]` removes the memberships that come from the app. */
  readonly groups?: readonly string[] | null | undefined;
  /** Other values for Dashboard; replaced as a whole at each sign-in. */
  readonly attributes?: Readonly<Record<string, AttributeValue>> | null | undefined;
}

/** Claims with a defined meaning, in RFC 7519 §4.1 or in the protocol: not for attributes. */
const reservedClaims: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'],
  ...['nonce', 'code_challenge', 'code_challenge_method', 'at_hash', 'c_hash', 'azp', 'sid'],
  ...['auth_time', 'acr', 'amr', 'typ', 'email_verified'],
  ...['email', 'first_name', 'last_name', 'groups'],
]);
const maxAttributes = 100;
const members: ReadonlySet<string> = new Set<keyof Person>([
  ...(['id', 'email', 'firstName', 'lastName', 'groups', 'attributes'] as const),
]);
/** Other common names of members → the right name. */
const meant: ReadonlyMap<string, string> = new Map([
  ['sub', 'id'],
  ['first_name', 'firstName'],
  ['given_name', 'firstName'],
  ['last_name', 'lastName'],
  ['family_name', 'lastName'],
  ['name', 'firstName and lastName'],
]);
const plainAddress =
  /^(?!\.)(?!.*\.[.@])[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/**
 * The person as claims, under Dashboard's default names.
 *
 * @throws AuthenticationAppError `person_invalid`, `id_invalid`, `email_invalid`, `name_invalid`,
 * `groups_invalid`, `attribute_invalid`
 */
export function claimsOf(person: Person): Record<string, unknown> {
  checkMembers(person);
  const claims: Record<string, unknown> = { ...attributesOf(person), ...identityOf(person) };
  const { firstName, lastName, groups } = person;
  if (firstName != null) claims.first_name = checkedName(firstName);
  if (lastName != null) claims.last_name = checkedName(lastName);
  if (groups != null) claims.groups = checkedGroups(groups);
  return claims;
}

/** A misspelled member would be missing in Dashboard without an error. */
function checkMembers(person: unknown): void {
  if (typeof person !== 'object' || person === null) {
    throw new AuthenticationAppError(
      'person_invalid',
      'The person must be an object such as { id, email }. For a person who did not sign in, use refusalUrl.',
    );
  }
  for (const [name, value] of Object.entries(person)) {
    if (members.has(name) || value === undefined) continue;
    const other = meant.get(name);
    throw new AuthenticationAppError(
      'person_invalid',
      `A person has no member “${name}”: ${other === undefined ? 'put it into attributes, or leave it out' : `use ${other}`}.`,
    );
  }
}

function identityOf({ id, email }: Person): { sub: string; email: string } {
  if (typeof id !== 'string' || id.length > 255 || /^\s*(?:null|none|undefined)?\s*$/i.test(id)) {
    throw new AuthenticationAppError(
      'id_invalid',
      'The person’s id must be text of 1 to 255 characters that never changes; convert a number with String(id).',
    );
  }
  if (typeof email !== 'string' || email.length > 254 || !plainAddress.test(email)) {
    throw new AuthenticationAppError(
      'email_invalid',
      'The person’s email must be one plain address, such as name@example.com.',
    );
  }
  return { sub: id, email };
}

/** White space is normalised as in Dashboard. */
function checkedName(name: unknown): string {
  if (typeof name === 'string') {
    const plain = name.trim().replace(/\r\n|[\t\n\r\u2028\u2029]/g, ' ');
    if (plain.length <= 254 && !/\p{Cc}/u.test(plain)) return plain;
  }
  throw new AuthenticationAppError(
    'name_invalid',
    'First and last name must be text of at most 254 characters, without control characters.',
  );
}

function checkedGroups(groups: unknown): readonly string[] {
  if (Array.isArray(groups) && groups.every((group) => typeof group === 'string')) return groups;
  throw new AuthenticationAppError(
    'groups_invalid',
    'Groups must be a list of names, each as text.',
  );
}

function attributesOf({ attributes }: Person): Record<string, AttributeValue> {
  const entries = Object.entries(attributes ?? {});
  if (entries.length > maxAttributes)
    throw attributeFault(`There are more than ${maxAttributes} attributes.`);
  for (const [name, value] of entries) {
    if (name === '' || name.startsWith('@') || reservedClaims.has(name)) {
      throw attributeFault(`The attribute name “${name}” is reserved.`);
    }
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (items.some((item) => Number.isInteger(item) && !Number.isSafeInteger(item))) {
      throw attributeFault(`The attribute “${name}” is an integer beyond 2^53: send it as text.`);
    }
    if (!items.every(isItem)) {
      throw attributeFault(
        `The attribute “${name}” must be text, a number, true or false, or a list of these.`,
      );
    }
  }
  return Object.fromEntries(entries);
}

function isItem(value: unknown): value is AttributeItem {
  return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function attributeFault(problem: string): AuthenticationAppError {
  return new AuthenticationAppError('attribute_invalid', problem);
}
