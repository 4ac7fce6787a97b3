import {
  appAddressFault,
  appAddressWarning,
  endpointAddressFault,
  type JwtSettings,
  type JwtSettingsPatch,
} from '@dashboard/contract';

/** What the form edits: the settings without the key, which has a way of its own; empty texts for none. */
export interface JwtDraft {
  readonly enabled: boolean;
  readonly identityProviderUri: string;
  readonly emailAttribute: string;
  readonly firstNameAttribute: string;
  readonly lastNameAttribute: string;
  readonly userProvisioning: boolean;
  readonly accountLimit: number | '';
  readonly flow: JwtSettings['flow'];
  readonly idpInitiated: JwtSettings['idpInitiated'];
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientAuthentication: JwtSettings['clientAuthentication'];
  readonly scope: string;
  readonly logoutUri: string;
  readonly groupSync: boolean;
  readonly groupsAttribute: string;
  readonly groupMappings: JwtSettings['groupMappings'];
  readonly missingGroupsClaim: JwtSettings['missingGroupsClaim'];
  readonly linkExisting: JwtSettings['linkExisting'];
  readonly reactivateOnSignIn: boolean;
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
    flow: settings.flow,
    idpInitiated: settings.idpInitiated,
    tokenEndpoint: settings.tokenEndpoint ?? '',
    clientId: settings.clientId,
    clientAuthentication: settings.clientAuthentication,
    scope: settings.scope,
    logoutUri: settings.logoutUri ?? '',
    groupSync: settings.groupSync,
    groupsAttribute: settings.groupsAttribute,
    groupMappings: settings.groupMappings,
    missingGroupsClaim: settings.missingGroupsClaim,
    linkExisting: settings.linkExisting,
    reactivateOnSignIn: settings.reactivateOnSignIn,
    issuer: settings.issuer ?? '',
    audience: settings.audience ?? '',
    maxAgeSeconds: settings.maxAgeSeconds,
  };
}

/** Only what was changed, in the API's form; an empty text takes an optional setting away. */
export function patchOf(saved: JwtDraft, draft: JwtDraft): JwtSettingsPatch {
  const names = Object.keys(draft) as (keyof JwtDraft)[];
  const changed = names.filter((name) => !isSame(draft[name], saved[name]));
  return Object.fromEntries(
    changed.map((name) => [name, asSent(name, draft[name])]),
  ) as JwtSettingsPatch;
}

/** Mappings are compared by what they hold. */
export function isSame(one: JwtDraft[keyof JwtDraft], other: JwtDraft[keyof JwtDraft]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

const attributes: readonly (keyof JwtDraft)[] = [
  'emailAttribute',
  'firstNameAttribute',
  'lastNameAttribute',
  'groupsAttribute',
];
const required = new Set<keyof JwtDraft>([...attributes, 'clientId', 'scope']);
const addresses = new Set<keyof JwtDraft>(['identityProviderUri', 'tokenEndpoint', 'logoutUri']);

/** What the server would find wrong with a field, before it is asked. @param siteAddress the site's own */
export function draftFault(
  name: keyof JwtDraft,
  draft: JwtDraft,
  siteAddress: string,
): string | undefined {
  const text = String(draft[name]).trim();
  if (required.has(name) && text === '') return 'This is required.';
  if (isShared(name, draft)) return 'Each attribute needs a different claim.';
  if (!addresses.has(name) || text === '') return undefined;
  const faultOf = name === 'tokenEndpoint' ? endpointAddressFault : appAddressFault;
  return faultOf(text, siteAddress) ?? undefined;
}

/** What to know about a field that is valid, or undefined. */
export function draftWarning(name: keyof JwtDraft, draft: JwtDraft): string | undefined {
  if (name !== 'identityProviderUri') return undefined;
  return appAddressWarning(draft.identityProviderUri.trim()) ?? undefined;
}

/** Whether an attribute's key is that of another one, too. */
function isShared(name: keyof JwtDraft, draft: JwtDraft): boolean {
  const others = attributes.filter((other) => other !== name);
  return attributes.includes(name) && others.some((other) => draft[other] === draft[name]);
}

const optional = new Set<keyof JwtDraft>([
  'identityProviderUri',
  'tokenEndpoint',
  'logoutUri',
  'issuer',
  'audience',
  'accountLimit',
]);

function asSent(name: keyof JwtDraft, value: JwtDraft[keyof JwtDraft]) {
  const text = typeof value === 'string' ? value.trim() : value;
  return text === '' && optional.has(name) ? null : text;
}
