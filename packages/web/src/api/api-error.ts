import type { ErrorBody, ErrorCode } from '@dashboard/contract';

/** The error of a call: a code of the API, or `unreachable` without a response. */
export type FailureCode = ErrorCode | 'unreachable';

/** Every call of the API that fails throws this. */
export class ApiError extends Error {
  readonly code: FailureCode;
  readonly reference: string | null;
  /** Name of a member of the body → its error. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: FailureCode, message: string, details: Partial<ErrorBody['error']> = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reference = details.reference ?? null;
    this.fields = details.fields ?? {};
  }
}

/** The error of each member; empty for an error of another kind. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  return error instanceof ApiError ? error.fields : {};
}
