import { describe, expect, test } from 'vitest';
import {
  anchorOfChoice,
  isInBackChannel,
  type JwtSettingName,
  settingAnchor,
  settingPath,
} from './setting-anchor.ts';

describe('the way to a setting', () => {
  test.each<[JwtSettingName, string]>([
    ['enabled', 'enabled'],
    ['maxAgeSeconds', 'max-age-seconds'],
    ['identityProviderUri', 'identity-provider-uri'],
  ])('%s is at #%s', (name, anchor) => {
    expect(settingAnchor(name)).toBe(anchor);
    expect(settingPath(name)).toBe(`/admin/settings/authentication/jwt#${anchor}`);
  });

  test.each([
    ['idp-initiated', 'flow'],
    ['groups-attribute', 'group-sync'],
    ['group-mappings', 'group-sync'],
    ['missing-groups-claim', 'group-sync'],
    ['max-age-seconds', null],
    ['', null],
  ])('while #%s is hidden, #%s is shown in its place', (anchor, choice) => {
    expect(anchorOfChoice(anchor)).toBe(choice);
  });

  test('all that goes with a token endpoint opens its part of the form', () => {
    const anchors = ['token-endpoint', 'client-id', 'client-authentication', 'scope'];
    expect(anchors.filter(isInBackChannel)).toEqual(anchors);
    expect(['flow', 'logout-uri', ''].filter(isInBackChannel)).toEqual([]);
  });
});
