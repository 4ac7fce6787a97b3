import type { ErrorCode } from '@dashboard/contract';

/** Details of an error besides its code; they never contain a token, a secret or a row. */
export interface DashboardErrorOptions {
  readonly cause?: unknown;
  /** With `validation_failed`: member → its error. */
  readonly fields?: Readonly<Record<string, string>>;
  /** With a limit: when to retry. */
  readonly retryAfterSeconds?: number;
}

/** Base of every expected error: a stable code for programs and a sentence for their authors. */
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

/** @param fields member → its error */
export function invalidValues(fields: Readonly<Record<string, string>>): DashboardError {
  return new DashboardError('validation_failed', 'Some values are not valid.', {
    fields,
  });
}
