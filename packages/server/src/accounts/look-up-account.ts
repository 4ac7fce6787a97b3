import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { findByEmail, findByIdentity, type MetAccount } from './account-store.ts';

/** How a login token names a person (I4). */
export interface NamedPerson {
  readonly email: string;
  readonly subject: string | null;
  /** The setting, or null. */
  readonly issuer: string | null;
}

/**
 * Finds the account of a login token (I4): by issuer and `sub`, else by email.
 *
 * @returns 'conflict' if the account with the email is bound to another `sub`
 */
export async function lookUpAccount(
  db: Kysely<Schema>,
  { email, subject, issuer }: NamedPerson,
): Promise<MetAccount | null | 'conflict'> {
  const [bound] =
    subject === null ? [] : await findByIdentity(db, { issuer: issuer ?? '', subject });
  if (bound !== undefined) return bound;
  const [met] = await findByEmail(db, { email });
  if (met === undefined) return null;
  // The same `sub` under another issuer follows the setting; under this one it was created a moment ago.
  return met.subject === null || met.subject === subject ? met : 'conflict';
}
