import { type Static, Type } from 'typebox';
import { type ErrorCode, errorCodes } from './error-code.ts';

/** The body of every error response. `reference` identifies its row or log line. */
export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.Unsafe<ErrorCode>({ type: 'string', enum: [...errorCodes] }),
      message: Type.String(),
      reference: Type.String(),
      fields: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description: 'With `validation_failed`: the error of each named member.',
        }),
      ),
    }),
  },
  { $id: 'Error' },
);
export type ErrorBody = Static<typeof ErrorBody>;

/** The data of the confirmation page (F7). */
export interface ConfirmationPage {
  readonly confirm: {
    /** Identifies the sign-in to confirm, so that a click on an older page has no effect. */
    readonly signIn: string;
    readonly email: string;
    /** The person who is signed in now, or null. */
    readonly currentEmail: string | null;
    /** The address that the form posts to. */
    readonly action: string;
    /** A path on this site to continue to without signing in. */
    readonly stayPath: string;
  };
}

/** The detailed reason of a refusal, if its code is not specific enough. */
export type RefusalReason = 'token_missing';

/** The data of a refused sign-in's page: never more than the person may know. */
export interface RefusalPage {
  readonly code: ErrorCode;
  readonly reason?: RefusalReason;
  readonly reference: string;
  /** Whether the browser stores any cookie of this site. */
  readonly bringsCookies: boolean;
  /** A path on this site that starts the sign-in again with the same destination, or null. */
  readonly retryPath: string | null;
  readonly passwordLoginPath: string | null;
  /** Whether an administrator is signed in in this browser, and can read the sign-in log. */
  readonly isAdministrator: boolean;
}
