import { describe, expect, test } from 'vitest';
import { namesWithoutGroup, sentenceAboutNames } from './names-without-group.ts';

const groups = [
  { id: 1, name: 'All users', built_in: 'all_users' as const },
  { id: 2, name: 'Administrators', built_in: 'administrators' as const },
  { id: 3, name: 'Engineers', built_in: null },
];
const mapped = { groupSync: true, groupMappings: { eng: [3], admins: [2], ops: [] } };
const unmapped = { groupSync: true, groupMappings: {} };

describe('G1 names without a group', () => {
  const claim = ['eng', 'Engineers', 'Administrators', 'eng', 'x', 'x'];
  test.each([
    ['synchronization is off', { ...unmapped, groupSync: false }, claim, []],
    ['the token has no groups', unmapped, null, []],
    ['there are no mappings', unmapped, claim, ['eng', 'Administrators', 'x']],
    ['there are mappings', mapped, claim, ['Engineers', 'Administrators', 'x']],
  ])('are found once each where %s', (_when, settings, names, expected) => {
    expect(namesWithoutGroup(names, settings, groups).map(({ name }) => name)).toEqual(expected);
  });

  test.each([
    ['Eng', 'differs from "eng" in letter case'],
    [' eng ', 'differs from "eng" in white space'],
    ['/eng', 'differs from "eng" in a leading slash'],
    ['/Admins', 'differs from "admins" in letter case and a leading slash'],
    ['eng,sales', 'a list sent as one string; send an array'],
    ['sales; support', 'a list sent as one string; send an array'],
    ['sales eng', 'a list sent as one string; send an array'],
    ['["eng","sales"]', 'a list sent as one string; send an array'],
    ["['eng']", 'a list sent as one string; send an array'],
    ['ops', 'its mapping has no groups'],
    ['unknown', null],
    ['Customer Success', null],
    ['CN=Engineers,OU=Groups,DC=example,DC=com', null],
    ['', null],
  ])('with mappings: %j has the hint %j', (name, hint) => {
    expect(namesWithoutGroup([name], mapped, groups)).toEqual([{ name, hint }]);
  });

  test.each([
    ['engineers', 'differs from "Engineers" in letter case'],
    ['Administrators', 'needs a mapping'],
    ['administrators', null],
    ['__proto__', null],
  ])('without mappings: %j has the hint %j', (name, hint) => {
    expect(namesWithoutGroup([name], unmapped, groups)).toEqual([{ name, hint }]);
  });

  test('are told in a sentence, as text that every database stores', () => {
    const names = namesWithoutGroup(['Eng', 'a\u0000\ud800', 'x'.repeat(300)], mapped, groups);
    const sentence = sentenceAboutNames(names);
    expect(sentence).toBe(
      `No group for: "Eng" (differs from "eng" in letter case), "a\\u0000\\ud800", "${'x'.repeat(100)}…".`,
    );
    expect(sentenceAboutNames([])).toBeNull();
  });

  test('get a hint up to the fifty that an account keeps', () => {
    const names = Array.from({ length: 60 }, (_, index) => `a${index},b`);
    const found = namesWithoutGroup(names, mapped, groups);
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(found.filter(({ hint }) => hint !== null)).toHaveLength(50);
  });

  test('names the first of several groups that differ in the same way', () => {
    const settings = { groupSync: true, groupMappings: { Sales: [3], sales: [3] } };
    const found = namesWithoutGroup(['SALES'], settings, groups);
    expect(found[0]?.hint).toBe('differs from "Sales" in letter case');
  });

  test('are told up to twenty, with how many more there are', () => {
    const many = Array.from({ length: 25 }, (_, index) => `n${index}`);
    const sentence = sentenceAboutNames(namesWithoutGroup(many, mapped, groups));
    expect(sentence).toContain('"n19"');
    expect(sentence).not.toContain('"n20"');
    expect(sentence).toContain('and 5 more');
  });
});
