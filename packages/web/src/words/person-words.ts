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

/** How a person signs in. A person with a password can also use the app. */
export function sourceWords({
  source,
  attributesSyncedAt,
}: Pick<Account, 'source' | 'attributesSyncedAt'>): string {
  if (source === 'jwt') return 'Company’s app';
  return attributesSyncedAt === null ? 'Password' : 'Password, company’s app';
}
