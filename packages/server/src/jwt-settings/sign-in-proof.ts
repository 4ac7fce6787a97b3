import { hash } from 'node:crypto';
import type { JwtSettings } from './jwt-settings.ts';

/**
 * Stands for every setting that could refuse a person whom it let in before (W4): who signed in under
 * the same proof and a key that still is good can sign in again. The keys are compared by themselves,
 * since a rotation keeps the old one good.
 *
 * @returns SHA-256, base64url, and the maximum age, which may grow and not shrink
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

/** The same proof from an app that doesn't return `state`: it ends where such sign-ins are refused. */
export function withoutState(proof: string): string {
  const [settings, maxAge] = proof.split('.');
  return `${settings}.${maxAge}.${stateless}`;
}

const stateless = 'without state';

/** Whether an earlier proof still holds under the current settings. */
export function isProvenBy(proof: string | null, settings: JwtSettings): boolean {
  const [then, thenMaxAge, mark] = (proof ?? '').split('.');
  const [now] = proofOf(settings).split('.');
  if (mark === stateless && settings.idpInitiated === 'refuse') return false;
  return then === now && Number(thenMaxAge) <= settings.maxAgeSeconds;
}
