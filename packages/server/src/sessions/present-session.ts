import type { CurrentSession } from '@dashboard/contract';
import { presentAccount } from '../accounts/present-account.ts';
import { version } from '../version.ts';
import type { SignedInViewer } from './find-viewer.ts';
import { expiryOf, type SessionLifetime } from './session-lifetime.ts';

/** A session and its account, as the API shows them. */
export function presentSession(
  { row, groups, sessionId }: SignedInViewer,
  lifetime: SessionLifetime,
): CurrentSession {
  return {
    account: presentAccount(row, groups),
    session: {
      id: sessionId,
      signedInVia: row.signed_in_via,
      createdAt: instant(row.session_created_at),
      expiresAt: instant(
        expiryOf({ createdAt: row.session_created_at, expiresAt: row.expires_at }, lifetime),
      ),
    },
    passwordChangeRequired: row.signed_in_via === 'password' && row.password_once === 'spent',
    hasPassword: row.password_hash !== null,
    version,
  };
}

/** Milliseconds as the API's instant. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
