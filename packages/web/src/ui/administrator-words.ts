import type { FailureCode } from '../api/api-error.ts';
import type { ErrorWords } from './error-words.ts';

/** Failures that an administrator can do more about than the person whom the usual words are for. */
export const administratorWords: Partial<Record<FailureCode, ErrorWords>> = {
  account_limit: {
    title: 'The limit of active accounts is reached.',
    advice: 'Deactivate somebody, or raise the limit under Authentication → JWT.',
  },
  email_taken: {
    title: 'Another account has this email address.',
    advice: 'Search for it in People.',
  },
  last_administrator: {
    title: 'Nobody else is an active administrator.',
    advice: 'Put somebody else in “Administrators” first.',
  },
  sso_account: {
    title: 'This person has no password here.',
    advice: 'They sign in through your company’s app.',
  },
  not_found: {
    title: 'This isn’t there any more.',
    advice: 'Somebody may have deleted it meanwhile. Go back to the list.',
  },
};
