import type { AttributeValue } from '@dashboard/contract';
import { type Claims, readClaim, type VerifiedToken } from '@dashboard/login-token';
import { isPlainAddress } from '../../accounts/plain-address.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';

/** What a valid token says about the person. */
export interface Identity {
  /** Lower case. */
  readonly email: string;
  /** Null where the claim is absent: the stored name stays. */
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly subject: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Keys of claims that cannot be attributes (I8); for the sign-in log. */
  readonly skippedKeys: readonly string[];
  /** Keys of attributes with a number that a double cannot hold, kept as text (I8). */
  readonly exactKeys: readonly string[];
  /** Null where the claim is absent, or group synchronization is off. */
  readonly groupNames: readonly string[] | null;
}

const control = /\p{Cc}/u;
/** Replaced by a blank inside a name: data from spreadsheets and directories often has them. */
const tabOrLineBreak = /\r\n|[\t\n\r\u2028\u2029]/g;
const maxAttributes = 100;
const maxIntegerSubject = 2 ** 53;

/** Claims that RFC 7519, OpenID Connect or this protocol defines: never attributes (I8). */
const protocolClaims = new Set(
  'iss sub aud exp nbf iat jti nonce code_challenge code_challenge_method at_hash c_hash azp sid auth_time acr amr typ email_verified'.split(
    ' ',
  ),
);

/**
 * Reads the person from the claims (I1–I3, `sub` of I4, I8, G1), in this order.
 *
 * @throws SignInRefused `email_missing`, `email_invalid`, `email_unverified`, `claim_invalid`
 */
export function readIdentity(
  token: Pick<VerifiedToken, 'claims' | 'exactClaims'>,
  settings: JwtSettings,
): Identity {
  const { claims, exactClaims } = token;
  const email = readEmail(claims, settings.emailAttribute);
  const firstName = readName(claims, settings.firstNameAttribute);
  const lastName = readName(claims, settings.lastNameAttribute);
  const subject = readSubject(claims, exactClaims);
  const { attributes, skippedKeys } = readAttributes({ ...claims, ...exactClaims }, settings);
  const groupNames = settings.groupSync ? readGroupNames(claims, settings.groupsAttribute) : null;
  const exactKeys = Object.keys(exactClaims).filter((key) => Object.hasOwn(attributes, key));
  return { email, firstName, lastName, subject, attributes, skippedKeys, exactKeys, groupNames };
}

/** An ID token always has a `sub` (C3; OpenID Connect Core §2). @throws SignInRefused `claim_invalid` */
export function requireSubject({ subject }: Pick<Identity, 'subject'>): void {
  if (subject !== null) return;
  throw new SignInRefused('claim_invalid', 'C3', 'The ID token has no “sub”.', {
    usesToken: true,
  });
}

/** Some providers send the claim as text or number; whatever is not clearly yes counts as no (I2). */
const verifiedValues: readonly unknown[] = [true, 'true', 1];

function readEmail(claims: Claims, key: string): string {
  const value = readClaim(claims, key);
  if (value === undefined || value === null || value === '') {
    throw new SignInRefused(
      'email_missing',
      'I2',
      `The token has no email address in the claim “${key}”.`,
    );
  }
  if (!isPlainAddress(value)) {
    throw new SignInRefused(
      'email_invalid',
      'I2',
      `The claim “${key}” must be one plain email address.`,
    );
  }
  const isVerified = readClaim(claims, 'email_verified') ?? true;
  if (!verifiedValues.includes(isVerified)) {
    throw new SignInRefused(
      'email_unverified',
      'I2',
      'The email address is not verified: the claim “email_verified” is not true.',
    );
  }
  return value.toLowerCase();
}

function readName(claims: Claims, key: string): string | null {
  const value = readClaim(claims, key);
  if (value === undefined || value === null) return null;
  const name = typeof value === 'string' ? value.trim().replace(tabOrLineBreak, ' ') : null;
  if (name !== null && name.length <= 254 && isStorable(name)) return name;
  throw invalidClaim(
    'I3',
    key,
    'must be a string of at most 254 characters without control characters',
  );
}

/** Many apps use a number as id: an exact integer becomes its decimal text (I4). */
function readSubject(claims: Claims, exactClaims: Claims): string | null {
  const claim = Object.hasOwn(claims, 'sub') ? claims.sub : undefined;
  if (claim === undefined || claim === null) return null;
  const isId = Number.isInteger(claim) && Math.abs(claim as number) <= maxIntegerSubject;
  const value = isId && !Object.hasOwn(exactClaims, 'sub') ? String(claim) : claim;
  if (typeof value !== 'string' || value.length > 255 || !isStorable(value)) {
    throw invalidClaim(
      'I4',
      'sub',
      'must be a string of at most 255 characters, or an integer up to 2^53',
    );
  }
  const blank = ['', 'null', 'none', 'undefined'].includes(value.trim().toLowerCase());
  return blank ? null : value;
}

function readAttributes(
  claims: Claims,
  settings: JwtSettings,
): Pick<Identity, 'attributes' | 'skippedKeys'> {
  const mapped = new Set([
    settings.emailAttribute,
    settings.firstNameAttribute,
    settings.lastNameAttribute,
    settings.groupsAttribute,
  ]);
  // Without a prototype a claim called `__proto__` is a key like any other.
  const attributes: Record<string, AttributeValue> = Object.create(null);
  const skippedKeys: string[] = [];
  let count = 0;
  for (const [key, value] of Object.entries(claims)) {
    if (protocolClaims.has(key) || mapped.has(key)) continue;
    if (key.startsWith('@') || !isAttributeValue(value)) {
      skippedKeys.push(key);
      continue;
    }
    count += 1;
    if (count > maxAttributes) throw tooManyAttributes();
    attributes[key] = value;
  }
  return { attributes, skippedKeys };
}

function tooManyAttributes(): SignInRefused {
  return new SignInRefused(
    'claim_invalid',
    'I8',
    `The token has more than ${maxAttributes} attributes.`,
  );
}

function isAttributeValue(value: unknown): value is AttributeValue {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function readGroupNames(claims: Claims, key: string): readonly string[] | null {
  const value = readClaim(claims, key);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw invalidClaim('G1', key, 'must be an array of strings, or one string');
}

/** Whether every database can store it: no control characters (PostgreSQL has no NUL), no lone surrogate. */
function isStorable(text: string): boolean {
  return !control.test(text) && text.isWellFormed();
}

function invalidClaim(check: 'I3' | 'I4' | 'G1', key: string, rule: string): SignInRefused {
  return new SignInRefused('claim_invalid', check, `The claim “${key}” ${rule}.`);
}

/** What the sign-in log has of a token with a valid signature: the email and names, no other values. */
export interface LoggedClaims {
  readonly email: string | null;
  readonly claimNames: readonly string[];
  /** Null if the token has no groups. */
  readonly groupNames: readonly string[] | null;
}

/** Reads what the log has of the claims, valid or not (section 11 of the protocol page). */
export function claimsForLog(claims: Claims, settings: JwtSettings): LoggedClaims {
  const email = readClaim(claims, settings.emailAttribute);
  const groups = readClaim(claims, settings.groupsAttribute);
  const names = typeof groups === 'string' ? [groups] : groups;
  return {
    email: isPlainAddress(email) ? email.toLowerCase() : null,
    claimNames: Object.keys(claims),
    groupNames: Array.isArray(names) ? names.filter((name) => typeof name === 'string') : null,
  };
}
