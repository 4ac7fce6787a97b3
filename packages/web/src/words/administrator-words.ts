import type { FailureCode } from '../api/api-error.ts';
import type { ErrorWords } from './error-words.ts';

/** Failures that an administrator can do more about than the person whom the usual words are for. */
export const administratorWords: Partial<Record<FailureCode, ErrorWords>> = {
  account_limit: {
    title: 'The limit of active accounts is reached.',
    advice: 'Deactivate an account, or raise the limit under Authentication → JWT.',
  },
  email_taken: {
    title: 'Another account has this email address.',
    advice: 'Search for it in People.',
  },
  last_administrator: {
    title: 'This is the last active administrator.',
    advice: 'Add another person to “Administrators” first.',
  },
  sso_account: {
    title: 'This account has no password.',
    advice: 'They sign in through your company’s app.',
  },
  not_found: {
    title: 'This no longer exists.',
    advice: 'Another administrator may have deleted it. Go back to the list.',
  },
};
