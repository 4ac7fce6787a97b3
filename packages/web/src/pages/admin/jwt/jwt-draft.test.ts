import { jwtVariableName } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { draftFault, type JwtDraft, patchOf } from './jwt-draft.ts';

const saved: JwtDraft = {
  enabled: false,
  identityProviderUri: '',
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

test('a patch holds what was changed and nothing else', () => {
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
] as const)('a field is checked before the server is asked: %s %j', (name, value, words) => {
  const draft = { ...saved, [name]: value };
  expect(draftFault(name, draft, 'https://site.example.com/')).toContain(words);
});

test.each([
  ['identityProviderUri', ''],
  ['identityProviderUri', ' http://localhost:3535/login '],
  ['issuer', 'anything'],
  ['groupsAttribute', 'roles'],
] as const)('what the server would take has no fault: %s %j', (name, value) => {
  const draft = { ...saved, [name]: value };
  expect(draftFault(name, draft, 'https://site.example.com/')).toBeUndefined();
});
