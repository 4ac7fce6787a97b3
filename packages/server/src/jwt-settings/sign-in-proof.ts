import { hash } from 'node:crypto';
import type { JwtSettings } from './jwt-settings.ts';

/**
 * A hash of every setting that could refuse a person whom it accepted before (W4). A person who
 * signed in with the same proof and a key that is still valid can sign in again. The keys are
 * compared separately, because a rotation keeps the old one valid.
 *
 * @returns SHA-256, base64url, and the maximum age, which can grow but not shrink
 */
export function proofOf(settings: JwtSettings): string {
  const { identityProviderUri, flow, issuer, groupSync } = settings;
  const { tokenEndpoint, clientId, clientAuthentication, scope } = settings;
  const { emailAttribute, firstNameAttribute, lastNameAttribute } = settings;
  // Over the back channel the client ID is the audience (C3).
  const channel =
    tokenEndpoint === null
      ? [settings.audience]
      : [tokenEndpoint, clientId, clientAuthentication, scope];
  const groups = groupSync
    ? [settings.groupsAttribute, settings.missingGroupsClaim === 'refuse']
    : [];
  const parts = [
    ...[identityProviderUri, flow, channel, issuer, groups],
    ...[emailAttribute, firstNameAttribute, lastNameAttribute],
  ];
  return `${hash('sha256', JSON.stringify(parts), 'base64url')}.${settings.maxAgeSeconds}`;
}

/** The same proof from an app that doesn't return `state`: it ends if such sign-ins are refused. */
export function withoutState(proof: string): string {
  const [settings, maxAge] = proof.split('.');
  return `${settings}.${maxAge}.${stateless}`;
}

const stateless = 'without state';

/** Whether an earlier proof is still valid under the current settings. */
export function isProvenBy(proof: string | null, settings: JwtSettings): boolean {
  const [then, thenMaxAge, mark] = (proof ?? '').split('.');
  const [now] = proofOf(settings).split('.');
  if (mark === stateless && settings.idpInitiated === 'refuse') return false;
  return then === now && Number(thenMaxAge) <= settings.maxAgeSeconds;
}
