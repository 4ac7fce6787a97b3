import { type Static, Type } from 'typebox';
import { type ErrorCode, errorCodes } from './error-code.ts';

/** The body of every answer that isn't a success. `reference` finds the row or log line it belongs to. */
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

/** What the page is told that asks before somebody is signed in (F7). */
export interface ConfirmationPage {
  readonly confirm: {
    /** Names the sign-in that is asked about, so that a click on an older page does nothing. */
    readonly signIn: string;
    readonly email: string;
    /** Who is signed in here now, or null. */
    readonly currentEmail: string | null;
    /** Where the form posts to. */
    readonly action: string;
    /** A path on this site to go on to without signing in. */
    readonly stayPath: string;
  };
}

/** Why a sign-in was refused, where its code says too little. */
export type RefusalReason = 'token_missing';

/** What a refused sign-in's page is told: never more than the person may know. */
export interface RefusalPage {
  readonly code: ErrorCode;
  readonly reason?: RefusalReason;
  readonly reference: string;
  /** Whether the browser keeps any cookie of this site. */
  readonly bringsCookies: boolean;
  /** A path on this site that starts the sign-in afresh to where the person was going, or null. */
  readonly retryPath: string | null;
  readonly passwordLoginPath: string | null;
  /** Whether an administrator's session is live in this browser: the sign-in log is theirs to read. */
  readonly isAdministrator: boolean;
}
