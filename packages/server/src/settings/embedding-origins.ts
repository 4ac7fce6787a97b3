import type { GeneralSettingsInput } from '@dashboard/contract';
import { isThisMachine, keepsSecureCookies, readSite, type Site } from '../site.ts';

type EmbeddingSettings = Pick<GeneralSettingsInput, 'embeddingOrigins' | 'siteAddress'>;

/**
 * An origin as a browser compares it: https, or http on this machine; no path, no wildcard, and no
 * IPv6 address, which a policy's `frame-ancestors` can't express.
 *
 * @returns null if the text is not such an origin
 */
export function readEmbeddingOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, origin } = new URL(text);
  if (!/^[a-z0-9.-]+$/.test(hostname)) return null;
  if (protocol !== 'https:' && !(protocol === 'http:' && isThisMachine(hostname))) return null;
  const typed = text.toLowerCase().replace(/\/$/, '');
  return typed === origin || typed === `${origin}${protocol === 'https:' ? ':443' : ':80'}`
    ? origin
    : null;
}

/**
 * The origins that can frame this site now. None if browsers would not store the cookies that a
 * frame needs, even if some were set before the address changed.
 */
export function embeddingOriginsInUse(
  { embeddingOrigins }: Pick<EmbeddingSettings, 'embeddingOrigins'>,
  site: Site,
): readonly string[] {
  return keepsSecureCookies(site) ? embeddingOrigins : [];
}

/** The errors of settings that are about to be saved, by name; empty if there are none. */
export function embeddingFaults(
  { embeddingOrigins, siteAddress }: EmbeddingSettings,
  site: Site,
): Readonly<Record<string, string>> {
  const wrong = embeddingOrigins.find((text) => readEmbeddingOrigin(text) === null);
  if (wrong !== undefined) {
    return {
      embeddingOrigins: `${JSON.stringify(wrong)} is not an origin such as https://app.example.com: https (http on this machine only), without path, query and wildcard.`,
    };
  }
  if (embeddingOrigins.length === 0) return {};
  if (!keepsSecureCookies(site)) return { embeddingOrigins: httpsWanted(site.address) };
  const next = readSite(siteAddress);
  if (next === null || keepsSecureCookies(next)) return {};
  return { siteAddress: httpsWanted(siteAddress) };
}

function httpsWanted(address: string): string {
  return `In a frame, browsers store cookies of https sites only, and this site’s address is ${address}. Serve it over https first, or list no origins.`;
}
