import type { Claims } from './claims.ts';
import { readJsonObject } from './read-json-object.ts';
import { TokenRefused } from './token-refused.ts';

/** A well-formed token; its signature has not been checked yet. */
export interface PrecheckedToken {
  /** Header and payload as received, with the dot between them: the signed text. */
  readonly signedText: string;
  /** The decoded payload: one JSON object. */
  readonly payload: string;
  readonly claims: Claims;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const alphabet = /^[A-Za-z0-9_-]+$/;

/**
 * The strict check of the text, before any library sees it (F2, F3).
 *
 * @param maxLength in characters, which are bytes here
 * @throws TokenRefused `token_malformed`, `token_algorithm`
 */
export function precheck(token: string, maxLength: number): PrecheckedToken {
  const { signedText, header, payload } = cutToken(token, maxLength);
  const headerMembers = readObject(readUtf8(header, 'header'), 'header');
  const payloadText = readUtf8(payload, 'payload');
  const claims = readObject(payloadText, 'payload');
  checkHeader(headerMembers);
  return { signedText, payload: payloadText, claims };
}

/** The parts of a JWS in compact form (RFC 7515 §7.1), decoded. @throws TokenRefused `token_malformed` */
export function cutToken(token: string, maxLength: number) {
  if (token.length > maxLength) throw malformed(`The token is longer than ${maxLength} bytes.`);
  const parts = token.split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || !signature) {
    throw malformed('The token does not have three parts.');
  }
  const bytes = { header: decode(header, 'header'), payload: decode(payload, 'payload') };
  decode(signature, 'signature');
  return { signedText: `${header}.${payload}`, ...bytes };
}

/** Canonical base64url (RFC 4648 §5): encoding it again gives the same text. */
function decode(part: string, name: string): Buffer {
  if (!alphabet.test(part)) throw malformed(`The ${name} is not base64url.`);
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part)
    throw malformed(`The ${name} is not canonical base64url.`);
  return bytes;
}

function readObject(text: string, name: string): Record<string, unknown> {
  const object = readJsonObject(text);
  if (object === null) throw malformed(`The ${name} is not one JSON object with each name once.`);
  return object;
}

function readUtf8(bytes: Buffer, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed(`The ${name} is not UTF-8.`);
  }
}

/**
 * Header members that change how a token is read or where its key comes from. Every other member is
 * ignored, as RFC 7515 §4 requires.
 */
const refusedMembers = ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'zip', 'enc', 'cty'];

/**
 * Accepts `alg` HS256 and no member that requires more than a signature check (F3; RFC 8725 §3.1).
 *
 * @throws TokenRefused `token_algorithm`, naming the members
 */
export function checkHeader(header: Record<string, unknown>): void {
  const alg = Object.hasOwn(header, 'alg') ? header.alg : undefined;
  if (alg !== 'HS256')
    throw wrongAlgorithm(`The header has ${seen('alg', alg)}. It must be "HS256".`);
  const typ = Object.hasOwn(header, 'typ') ? header.typ : undefined;
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT'))
    throw wrongAlgorithm(`The header has ${seen('typ', typ)}. It must be "JWT" or absent.`);
  const refused = refusedMembers.filter((name) => Object.hasOwn(header, name));
  if (refused.length === 0) return;
  const names = refused.map((name) => `"${name}"`).join(' and ');
  throw wrongAlgorithm(
    refused.length === 1
      ? `The header has the member ${names}, which is not supported.`
      : `The header has the members ${names}, which are not supported.`,
  );
}

const maxShownLength = 40;

/**
 * The header's values, short and printable: they are not signed, so anyone can write anything
 * there.
 */
function seen(name: string, value: unknown): string {
  if (value === undefined) return `no "${name}"`;
  if (typeof value !== 'string')
    return `${name === 'alg' ? 'an' : 'a'} "${name}" that is not a string`;
  const printable = value.replaceAll(/[^\x20-\x7e]/g, '?');
  const isLong = printable.length > maxShownLength;
  return `"${name}": "${isLong ? `${printable.slice(0, maxShownLength)}…` : printable}"`;
}

function malformed(detail: string): TokenRefused {
  return new TokenRefused('token_malformed', 'F2', detail);
}

function wrongAlgorithm(detail: string): TokenRefused {
  return new TokenRefused('token_algorithm', 'F3', detail);
}
