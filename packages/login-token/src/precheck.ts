import type { Claims } from './claims.ts';
import { readJsonObject } from './read-json-object.ts';
import { TokenRefused } from './token-refused.ts';

/** A token whose text is sound; its signature is not looked at yet. */
export interface PrecheckedToken {
  /** Header and payload as they came, with the dot between: what the signature is over. */
  readonly signedText: string;
  readonly claims: Claims;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const alphabet = /^[A-Za-z0-9_-]+$/;

/**
 * The strict look at the text, before any library sees it (F2, F3).
 *
 * @param maxLength in characters, which are bytes here
 * @throws TokenRefused `token_malformed`, `token_algorithm`
 */
export function precheck(token: string, maxLength: number): PrecheckedToken {
  const { signedText, header, payload } = cutToken(token, maxLength);
  const headerMembers = readObject(header, 'header');
  const claims = readObject(payload, 'payload');
  checkHeader(headerMembers);
  return { signedText, claims };
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

function readObject(bytes: Buffer, name: string): Record<string, unknown> {
  const object = readJsonObject(readUtf8(bytes, name));
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

/** Exactly `HS256`, and nothing that would ask for more than a signature check (RFC 8725 §3.1). */
export function checkHeader({ alg, typ, kid, ...others }: Record<string, unknown>): void {
  if (alg !== 'HS256') throw wrongAlgorithm('The header’s “alg” is not HS256.');
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT'))
    throw wrongAlgorithm('The header’s “typ” is not JWT.');
  if (kid !== undefined && typeof kid !== 'string')
    throw wrongAlgorithm('The header’s “kid” is not a text.');
  if (Object.keys(others).length > 0)
    throw wrongAlgorithm('The header has members other than alg, typ and kid.');
}

function malformed(detail: string): TokenRefused {
  return new TokenRefused('token_malformed', 'F2', detail);
}

function wrongAlgorithm(detail: string): TokenRefused {
  return new TokenRefused('token_algorithm', 'F3', detail);
}
