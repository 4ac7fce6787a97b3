import { expect, test } from 'vitest';
import { namesThatMapTo } from './names-that-map-to.ts';

const group = { id: 7, name: 'Sales', builtIn: null } as const;
const administrators = { id: 2, name: 'Administrators', builtIn: 'administrators' } as const;
const on = { enabled: true, groupSync: true, groupMappings: {} };

test.each([
  ['JWT is off', { ...on, enabled: false, groupMappings: { sales: [7] } }, group, []],
  ['nothing is synchronized', { ...on, groupSync: false }, group, []],
  ['nothing is mapped', on, group, ['Sales']],
  ['nothing is mapped, to the administrators', on, administrators, []],
  ['other groups are mapped', { ...on, groupMappings: { eng: [3] } }, group, []],
  [
    'two names are mapped to it',
    { ...on, groupMappings: { sales: [7], eng: [3], emea: [3, 7] } },
    group,
    ['sales', 'emea'],
  ],
])('where %s, the names are %j', (_when, settings, which, names) => {
  expect(namesThatMapTo(settings, which).names).toEqual(names);
});
