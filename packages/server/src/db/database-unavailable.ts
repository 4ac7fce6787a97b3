import { DashboardError } from '../dashboard-error.ts';

const retryAfterSeconds = 5;

/**
 * The application's database can't serve a request now: it is unreachable, full, locked, read-only
 * or too slow. The same request can succeed later.
 */
export class DatabaseUnavailable extends DashboardError {
  override readonly name: string = 'DatabaseUnavailable';

  constructor(cause: unknown) {
    super('database_unavailable', 'The database is not available. Try again in a few seconds.', {
      cause,
      retryAfterSeconds,
    });
  }
}

/** The connection broke before a commit was sent: nothing was written, and another connection can work. */
export class ConnectionLost extends DatabaseUnavailable {
  override readonly name = 'ConnectionLost';
}
