/** How long a session lives (X2), in milliseconds. */
export interface SessionLifetime {
  readonly maxAge: number;
  readonly idle: number;
}

const hour = 3_600_000;

export const defaultSessionLifetime: SessionLifetime = { maxAge: 14 * 24 * hour, idle: 24 * hour };

/** The last use is written down at most this often for each session. */
export const touchEvery = 60_000;
