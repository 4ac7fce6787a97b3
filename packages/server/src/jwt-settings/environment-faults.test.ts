import { expect, test } from 'vitest';
import { readSite, type Site } from '../site.ts';
import { environmentFaults } from './environment-faults.ts';

const site = readSite('https://bi.example.com/') as Site;
const endpoint = 'https://id.example.com/token';

test.each([
  [
    'an address of ours',
    { identityProviderUri: 'https://bi.example.com/auth/sso' },
    {},
    'IDENTITY_PROVIDER_URI',
  ],
  [
    'plain http to elsewhere',
    { tokenEndpoint: 'http://evil.test/x', issuer: 'x' },
    {},
    'TOKEN_ENDPOINT',
  ],
  [
    'an address that is never asked',
    { tokenEndpoint: 'https://169.254.169.254/', issuer: 'x' },
    {},
    'TOKEN_ENDPOINT',
  ],
  ['an address that is a script', { logoutUri: 'javascript:alert(1)' }, {}, 'LOGOUT_URI'],
  [
    'signing out to a sign-in of ours',
    { logoutUri: 'https://bi.example.com/auth/sso' },
    {},
    'LOGOUT_URI',
  ],
  ['a token endpoint without issuer', { tokenEndpoint: endpoint }, {}, 'TOKEN_ENDPOINT'],
  ['an issuer that is gone', { issuer: null }, { tokenEndpoint: endpoint }, 'ISSUER'],
  ['a key that another attribute has', { lastNameAttribute: 'email' }, {}, 'LAST_NAME_ATTRIBUTE'],
])('the environment can’t set %s', (_what, locks, stored, name) => {
  const faults = environmentFaults(locks, stored, site);
  expect(faults).toEqual([expect.stringMatching(new RegExp(`^DASHBOARD_JWT_${name}: `))]);
});

test.each([
  ['nothing', {}, {}],
  ['JWT on, before administrators have set the rest', { enabled: true }, {}],
  [
    'a token endpoint, where administrators have set the issuer',
    { tokenEndpoint: endpoint },
    { issuer: 'x' },
  ],
  [
    'something else, whatever administrators have set wrong',
    { flow: 'authorization_code' },
    { logoutUri: 'x' },
  ],
])('the environment can set %s', (_what, locks, stored) => {
  expect(environmentFaults(locks, stored, site)).toEqual([]);
});
