import type { JwtSettings } from '@dashboard/contract';

/** A JWT setting that the form shows. */
export type JwtSettingName = Exclude<keyof JwtSettings, 'lockedByEnvironment'>;

/** Where the form has a setting: the id of its field, and the part of the address that leads to it. */
export function settingAnchor(name: JwtSettingName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function settingPath(name: JwtSettingName): string {
  return `/admin/settings/authentication/jwt#${settingAnchor(name)}`;
}

/** Settings that the form shows only while another one asks for them. */
const choices: Partial<Record<JwtSettingName, JwtSettingName>> = {
  idpInitiated: 'flow',
  groupsAttribute: 'groupSync',
  groupMappings: 'groupSync',
  missingGroupsClaim: 'groupSync',
};

const choiceOf = new Map(
  (Object.entries(choices) as [JwtSettingName, JwtSettingName][]).map(([name, choice]) => [
    settingAnchor(name),
    settingAnchor(choice),
  ]),
);

/** The anchor of the choice that brings a hidden field out, or null where nothing hides it. */
export function anchorOfChoice(anchor: string): string | null {
  return choiceOf.get(anchor) ?? null;
}

const backChannel: readonly JwtSettingName[] = [
  'tokenEndpoint',
  'clientId',
  'clientAuthentication',
  'scope',
];

/** Whether the part that takes codes to a token endpoint has to be open for this anchor. */
export function isInBackChannel(anchor: string): boolean {
  return backChannel.some((name) => settingAnchor(name) === anchor);
}
