import type { LastGroupSync } from '@dashboard/contract';
import type { Claims } from '@dashboard/login-token';
import type { Identity } from '../verify/identity.ts';
import { maxNamesKept, quoted, sentenceAboutNames } from './names-without-group.ts';
import type { GroupSync } from './sync-groups.ts';

/**
 * What the sign-in log says about a sign-in that succeeded: names of claims and groups, never other
 * values.
 *
 * @param earlier sentences about what came before; null ones are left out
 * @returns null where there is nothing to say
 */
export function detailOfAdmission(
  { skippedKeys, exactKeys }: Pick<Identity, 'skippedKeys' | 'exactKeys'>,
  sync: GroupSync | null,
  earlier: readonly (string | null)[] = [],
): string | null {
  const sentences = [
    ...earlier,
    skippedKeys.length > 0 && `Not stored as attributes: ${listed(skippedKeys)}.`,
    exactKeys.length > 0 &&
      `Stored as text, because a number would lose digits: ${listed(exactKeys)}.`,
    ...(sync === null ? [] : sentencesAbout(sync)),
  ].filter((sentence) => typeof sentence === 'string');
  return sentences.length === 0 ? null : sentences.join(' ');
}

function sentencesAbout(sync: GroupSync) {
  const { added, removed } = sync;
  return [
    added.length > 0 && `Added to groups: ${listed(added.map(({ name }) => name))}.`,
    removed.length > 0 && `Removed from groups: ${listed(removed.map(({ name }) => name))}.`,
    warningAbout(sync),
  ];
}

/** What an administrator should look at after a sync, in sentences, or null. */
export function warningAbout({ withoutGroup, keptLastAdministrator }: GroupSync): string | null {
  const kept = keptLastAdministrator
    ? 'Kept in Administrators, although the token does not ask for it: this is the last active administrator.'
    : null;
  const sentences = [sentenceAboutNames(withoutGroup), kept].filter((said) => said !== null);
  return sentences.length === 0 ? null : sentences.join(' ');
}

const maxListed = 20;

function listed(names: readonly string[]): string {
  const more = names.length - maxListed;
  const shown = names.slice(0, maxListed).map(quoted).join(', ');
  return more > 0 ? `${shown}, and ${more} more` : shown;
}

/**
 * Providers leave a claim out of a token that would be too large, and name it in `_claim_names`
 * (OpenID Connect Core §5.6.2). Microsoft Entra ID does it with groups.
 *
 * @returns a sentence for the log, or null if nothing was left out
 */
export function omittedClaims(claims: Claims): string | null {
  const names = Object.hasOwn(claims, '_claim_names') ? claims._claim_names : undefined;
  if (typeof names !== 'object' || names === null || Array.isArray(names)) return null;
  const omitted = Object.keys(names)
    .slice(0, 10)
    .map((name) => name.slice(0, 60));
  if (omitted.length === 0) return null;
  return `The provider left claims out because there were too many values: ${JSON.stringify(omitted)}. They were treated as absent.`;
}

/** What an account keeps of a sync, for its page. */
export function summaryOf(sync: GroupSync): LastGroupSync {
  return {
    added: sync.added.map(({ name }) => name),
    removed: sync.removed.map(({ name }) => name),
    withoutGroup: sync.withoutGroup.slice(0, maxNamesKept),
    withoutGroupCount: sync.withoutGroup.length,
    keptLastAdministrator: sync.keptLastAdministrator,
  };
}
