import type { ErrorCode } from '@dashboard/contract';

/** What an error may carry beside its code; none of it ever holds a token, a secret or a row. */
export interface DashboardErrorOptions {
  readonly cause?: unknown;
  /** With `validation_failed`: member → what is wrong with it. */
  readonly fields?: Readonly<Record<string, string>>;
  /** With a limit: when to try again. */
  readonly retryAfterSeconds?: number;
}

/** Base of every error thrown on purpose: a stable code for programs and a sentence for their authors. */
export class DashboardError extends Error {
  override readonly name: string = 'DashboardError';
  readonly code: ErrorCode;
  readonly fields: Readonly<Record<string, string>> | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message: string, options: DashboardErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** @param fields member → what is wrong with it */
export function invalidValues(fields: Readonly<Record<string, string>>): DashboardError {
  return new DashboardError('validation_failed', 'Some values are not as they should be.', {
    fields,
  });
}
