import { appAddressFault, isOwnAddress } from '@dashboard/contract';
import type { Tx } from '../db/database.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { invalidSettings } from '../settings/refusals.ts';
import { readSite, type Site } from '../site.ts';
import type { JwtSource } from './jwt-source.ts';
import { wouldLockOut } from './lock-out-guard.ts';

export interface RefuseSiteDeps {
  readonly jwt: JwtSource;
  readonly site: Site;
  /** The environment's value for password login, or null. */
  readonly passwordLoginLock: boolean | null;
}

/**
 * Refuses a site address at which people could not sign in: one that contains an address of the
 * authentication app, one on https while that app is on plain http, and, with password login
 * disabled, any other than the address of this request (W4).
 *
 * @param origin of the page that sends the request, or null
 * @throws DashboardError `validation_failed`, `would_lock_out`
 */
export async function refuseSite(
  { jwt, site: own, passwordLoginLock }: RefuseSiteDeps,
  tx: Tx,
  address: string,
  origin: string | null,
): Promise<void> {
  const site = readSite(address);
  const { identityProviderUri, tokenEndpoint, logoutUri } = (await jwt.settings(tx)).settings;
  if (site === null) throw invalidSettings({ siteAddress: 'This is not an address.' });
  const appAddresses = [identityProviderUri, tokenEndpoint, logoutUri].filter(
    (text) => text !== null,
  );
  if (appAddresses.some((text) => isOwnAddress(text, site.address)))
    throw invalidSettings({
      siteAddress: 'This address contains the address of your app. Change that one first.',
    });
  const browsed = [identityProviderUri, logoutUri].filter((text) => text !== null);
  if (browsed.some((text) => appAddressFault(text, site.address) !== null))
    throw invalidSettings({
      siteAddress:
        'The address of your app begins with http://, which needs a site on http:// too. Change that one first.',
    });
  const { enabled } = await readPasswordLogin(tx, passwordLoginLock);
  const isHere = origin === site.origin && site.basePath === own.basePath;
  if (!enabled && !isHere) throw wouldLockOut();
}
