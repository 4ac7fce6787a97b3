import type { JwtSettings, JwtSettingsPatch } from '@dashboard/contract';

/** What the form edits: the settings without the key, which has a way of its own; empty texts for none. */
export interface JwtDraft {
  readonly enabled: boolean;
  readonly identityProviderUri: string;
  readonly emailAttribute: string;
  readonly firstNameAttribute: string;
  readonly lastNameAttribute: string;
  readonly userProvisioning: boolean;
  readonly accountLimit: number | '';
  readonly issuer: string;
  readonly audience: string;
  readonly maxAgeSeconds: number | '';
}

export function draftOf(settings: JwtSettings): JwtDraft {
  return {
    enabled: settings.enabled,
    identityProviderUri: settings.identityProviderUri ?? '',
    emailAttribute: settings.emailAttribute,
    firstNameAttribute: settings.firstNameAttribute,
    lastNameAttribute: settings.lastNameAttribute,
    userProvisioning: settings.userProvisioning,
    accountLimit: settings.accountLimit ?? '',
    issuer: settings.issuer ?? '',
    audience: settings.audience ?? '',
    maxAgeSeconds: settings.maxAgeSeconds,
  };
}

/** Only what was changed, in the API's form; an empty text takes an optional setting away. */
export function patchOf(saved: JwtDraft, draft: JwtDraft): JwtSettingsPatch {
  const names = Object.keys(draft) as (keyof JwtDraft)[];
  const changed = names.filter((name) => draft[name] !== saved[name]);
  return Object.fromEntries(
    changed.map((name) => [name, asSent(name, draft[name])]),
  ) as JwtSettingsPatch;
}

const optional = new Set<keyof JwtDraft>([
  'identityProviderUri',
  'issuer',
  'audience',
  'accountLimit',
]);

function asSent(name: keyof JwtDraft, value: JwtDraft[keyof JwtDraft]) {
  const text = typeof value === 'string' ? value.trim() : value;
  return text === '' && optional.has(name) ? null : text;
}
