import { jwtVariableName } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { draftFault, draftWarning, type JwtDraft, patchOf } from './jwt-draft.ts';

const saved: JwtDraft = {
  enabled: false,
  identityProviderUri: '',
  signingKey: '',
  emailAttribute: 'email',
  firstNameAttribute: 'first_name',
  lastNameAttribute: 'last_name',
  userProvisioning: true,
  accountLimit: 5,
  flow: 'authorization_code',
  idpInitiated: 'allow',
  tokenEndpoint: '',
  clientId: 'dashboard',
  clientAuthentication: 'client_secret_basic',
  scope: 'openid',
  logoutUri: '',
  groupSync: false,
  groupsAttribute: 'groups',
  groupMappings: { eng: [3] },
  missingGroupsClaim: 'keep',
  linkExisting: 'everyone',
  reactivateOnSignIn: false,
  issuer: 'them',
  audience: '',
  maxAgeSeconds: 180,
};

test('a patch contains the changed settings only', () => {
  expect(patchOf(saved, saved)).toEqual({});
  const draft = {
    ...saved,
    enabled: true,
    identityProviderUri: ' https://app.example.com/in ',
    issuer: '',
    accountLimit: '',
  } as const;
  expect(patchOf(saved, draft)).toEqual({
    enabled: true,
    identityProviderUri: 'https://app.example.com/in',
    issuer: null,
    accountLimit: null,
  });
  expect(patchOf(saved, { ...saved, groupMappings: { eng: [3] } })).toEqual({});
  const mapped = { ...saved, groupMappings: { eng: [3, 4] } };
  expect(patchOf(saved, mapped)).toEqual({ groupMappings: { eng: [3, 4] } });
  expect(patchOf(saved, { ...saved, emailAttribute: '' })).toEqual({ emailAttribute: '' });
});

test('a patch contains a typed key without the white space at its ends', () => {
  expect(patchOf(saved, { ...saved, signingKey: ' a key\n' })).toEqual({ signingKey: 'a key' });
  expect(patchOf(saved, { ...saved, signingKey: '  ' })).toEqual({});
});

test('a quoted key has a warning', () => {
  const draft = { ...saved, signingKey: '"a key that our own app has had for years"' };
  expect(draftWarning('signingKey', draft)).toContain('quotation mark');
});

test('a setting names its environment variable', () => {
  expect(jwtVariableName('maxAgeSeconds')).toBe('DASHBOARD_JWT_MAX_AGE_SECONDS');
  expect(jwtVariableName('identityProviderUri')).toBe('DASHBOARD_JWT_IDENTITY_PROVIDER_URI');
});

test.each([
  ['identityProviderUri', 'nonsense', 'full address'],
  ['identityProviderUri', 'http://app.example.com/in', 'https://'],
  ['tokenEndpoint', 'https://site.example.com/token', 'own address'],
  ['logoutUri', 'https://app.example.com/#out', 'fragment'],
  ['emailAttribute', ' ', 'required'],
  ['clientId', '', 'required'],
  ['groupsAttribute', 'email', 'different claim'],
  ['signingKey', 'too short', '32 bytes'],
] as const)('a field has an error before it is sent: %s %j', (name, value, words) => {
  const draft = { ...saved, [name]: value };
  expect(draftFault(name, draft, 'https://site.example.com/')).toContain(words);
});

test.each([
  ['identityProviderUri', ''],
  ['identityProviderUri', ' http://localhost:3535/login '],
  ['issuer', 'anything'],
  ['groupsAttribute', 'roles'],
  ['signingKey', ''],
  ['signingKey', ' a key that our own app has had for years\n'],
] as const)('a value that the server accepts has no error: %s %j', (name, value) => {
  const draft = { ...saved, [name]: value };
  expect(draftFault(name, draft, 'https://site.example.com/')).toBeUndefined();
});
