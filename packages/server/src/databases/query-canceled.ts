import { DashboardError } from '../dashboard-error.ts';

/** The client has closed its connection, or the server is stopping. */
export function queryCanceled(): DashboardError {
  return new DashboardError('query_timeout', 'The query was canceled.');
}
