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
