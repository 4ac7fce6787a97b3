import type { NewAccount } from '@dashboard/contract';

/** What the form holds; empty texts for none. */
export interface PersonDraft {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
}

/** What is wrong with it before it is sent; the server has the last word. */
export function emailFault({ email }: PersonDraft): string | null {
  if (email.trim() === '') return 'Enter the email address.';
  return /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? null : 'Enter a complete email address.';
}

/** The API's form of it: what is empty is left out, and a password is taken as it was typed. */
export function newAccountOf({ email, firstName, lastName, password }: PersonDraft): NewAccount {
  return {
    email: email.trim(),
    ...(firstName.trim() === '' ? {} : { firstName: firstName.trim() }),
    ...(lastName.trim() === '' ? {} : { lastName: lastName.trim() }),
    ...(password === '' ? {} : { password }),
  };
}
