import type { Account } from '@dashboard/contract';

type Named = Pick<Account, 'email' | 'firstName' | 'lastName'>;

/** A person's name, or their email address where none is known. */
export function displayName({ email, firstName, lastName }: Named): string {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return name === '' ? email : name;
}

/** One or two letters that stand for a person. */
export function initials({ email, firstName, lastName }: Named): string {
  const letters = [firstName, lastName].map((name) => Array.from(name ?? '')[0] ?? '').join('');
  return (letters === '' ? email.slice(0, 1) : letters).toLocaleUpperCase();
}
