/** The lifetime of a session (X2), in milliseconds; a setting, so it is read each time. */
export interface SessionLifetime {
  readonly maxAge: number;
  readonly idle: number;
}

/**
 * When a session ends by age: as it was opened, or earlier if the setting has been shortened since.
 */
export function expiryOf(
  session: { readonly createdAt: number; readonly expiresAt: number },
  { maxAge }: SessionLifetime,
): number {
  return Math.min(session.expiresAt, session.createdAt + maxAge);
}

/** The last use is written at most this often for each session. */
export const touchEvery = 60_000;
