import { DashboardError } from '../dashboard-error.ts';

/**
 * The version that `If-Match` names (RFC 9110 §13.1.1).
 *
 * @returns null where the header is absent or `*`
 * @throws DashboardError `changed_meanwhile` for a tag that none of our answers ever had
 */
export function versionIn(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const match = /^"(\d{1,15})"$/.exec(ifMatch.trim());
  if (match === null)
    throw new DashboardError('changed_meanwhile', 'If-Match names a version that does not exist.');
  return Number(match[1]);
}
