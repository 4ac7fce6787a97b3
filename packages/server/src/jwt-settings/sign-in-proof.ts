import { hash } from 'node:crypto';
import type { JwtSettings } from './jwt-settings.ts';

/**
 * Stands for every setting that could refuse a person whom it let in before (W4): who signed in under
 * the same proof and a key that still is good can sign in again. The keys are compared by themselves,
 * since a rotation keeps the old one good.
 *
 * @returns SHA-256, base64url
 */
export function proofOf(settings: JwtSettings): string {
  const { identityProviderUri, flow, tokenEndpoint, clientId, clientAuthentication } = settings;
  const { issuer, audience, emailAttribute } = settings;
  const channel = tokenEndpoint === null ? null : [tokenEndpoint, clientId, clientAuthentication];
  const needsGroups = settings.groupSync && settings.missingGroupsClaim === 'refuse';
  const groupsAttribute = needsGroups ? settings.groupsAttribute : null;
  return hash(
    'sha256',
    JSON.stringify([
      ...[identityProviderUri, flow, channel],
      ...[issuer, audience, emailAttribute, groupsAttribute],
    ]),
    'base64url',
  );
}
