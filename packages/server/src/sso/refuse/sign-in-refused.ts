import type { RefusalReason, SignInErrorCode } from '@dashboard/contract';
import { DashboardError } from '../../dashboard-error.ts';

/** A rule of the protocol page by its number, as the sign-in log names the check that failed. */
export type ProtocolRule = `${'S' | 'F' | 'I' | 'G' | 'C' | 'K'}${number}` | 'I4a';

/** A sign-in that is refused. */
export class SignInRefused extends DashboardError {
  override readonly name = 'SignInRefused';
  declare readonly code: SignInErrorCode;
  readonly check: ProtocolRule;
  /** For the administrator's log: a sentence without values of claims, except what the log may have. */
  readonly detail: string;
  /** Whether the token is used up all the same (F8). */
  readonly usesToken: boolean;
  /** What the page says in place of the code's usual words. */
  readonly reason: RefusalReason | null;

  constructor(
    code: SignInErrorCode,
    check: ProtocolRule,
    detail: string,
    options: {
      readonly cause?: unknown;
      readonly usesToken?: boolean;
      readonly retryAfterSeconds?: number;
      readonly reason?: RefusalReason;
    } = {},
  ) {
    super(code, detail, options);
    this.check = check;
    this.detail = detail;
    this.usesToken = options.usesToken ?? false;
    this.reason = options.reason ?? null;
  }
}
