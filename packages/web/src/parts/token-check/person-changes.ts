import type { TokenCheckAnswer } from '@dashboard/contract';

type Person = Pick<
  NonNullable<TokenCheckAnswer['account']['after']>,
  'email' | 'firstName' | 'lastName'
>;

export interface ValueChange {
  readonly name: string;
  /** Null where there was no value. */
  readonly from: string | null;
  /** Null where the value is removed. */
  readonly to: string | null;
}

const labels = [
  ['email', 'Email'],
  ['firstName', 'First name'],
  ['lastName', 'Last name'],
] as const;

/**
 * What a sign-in would change of a person.
 *
 * @param before null where the account would be created
 */
export function personChanges(before: Person | null, after: Person): ValueChange[] {
  return labels
    .map(([key, name]) => ({ name, from: before?.[key] ?? null, to: after[key] }))
    .filter(({ from, to }) => from !== to);
}
