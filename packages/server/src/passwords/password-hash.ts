import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2) as (
  algorithm: string,
  parameters: Argon2Parameters,
) => Promise<Buffer>;

export interface PasswordCost {
  /** KiB, at least 8 for each lane. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP's parameters for Argon2id: 19 MiB, two passes, one lane. */
const owaspCost: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };

interface Parts extends PasswordCost {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/**
 * Hashes a password with Argon2id.
 *
 * @param cost OWASP's unless a test gives another; verification reads it from the hash
 * @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$tag` (RFC 9106)
 */
export async function hashPassword(
  password: string,
  cost: PasswordCost = owaspCost,
): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive('argon2id', {
    ...cost,
    tagLength: 32,
    message: normal(password),
    nonce: salt,
  });
  const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;
}

/**
 * Verifies a password. Without a hash (an unknown email, an account without a password) the check
 * takes equally long and fails, so timing does not reveal which case it was (W1).
 */
export async function verifyPassword(password: string, phc: string | null): Promise<boolean> {
  const { memory, passes, parallelism, salt, tag } = readPhc(phc ?? (await nobodysHash));
  const given = await derive('argon2id', {
    memory,
    passes,
    parallelism,
    tagLength: tag.length,
    message: normal(password),
    nonce: salt,
  });
  return timingSafeEqual(given, tag) && phc !== null;
}

const nobodysHash = hashPassword(randomBytes(32).toString('base64'));

/** The same password typed on another keyboard is equal (NIST SP 800-63B §3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

function readPhc(phc: string): Parts {
  const match =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (match === null) throw new TypeError('a password hash is a PHC string of Argon2id');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
