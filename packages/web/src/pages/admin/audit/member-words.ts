import { choiceWords, settingWords } from '../../../words/setting-words.ts';

/** What a member of a change is called; settings as where they are set. */
export const memberWords: Readonly<Record<string, string>> = {
  ...settingWords,
  name: 'Name',
  email: 'Email',
  firstName: 'First name',
  lastName: 'Last name',
  source: 'Signs in by',
  active: 'Active',
  attributes: 'Attributes',
  accountId: 'Account ID',
  subject: 'Bound to “sub”',
  released: 'Accounts released',
  once: 'For one sign-in only',
  endedSessions: 'Sessions ended',
  fingerprint: 'Fingerprint',
  previousValidUntil: 'Previous key valid',
};

/** What a member's value is called, where it is one of a few. */
export const valueWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...choiceWords,
  source: { jwt: 'Company’s app', password: 'Password' },
};
