import { jwtVariableName } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { type JwtDraft, patchOf } from './jwt-draft.ts';

const saved: JwtDraft = {
  enabled: false,
  identityProviderUri: '',
  emailAttribute: 'email',
  firstNameAttribute: 'first_name',
  lastNameAttribute: 'last_name',
  userProvisioning: true,
  accountLimit: 5,
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
  expect(patchOf(saved, { ...saved, emailAttribute: '' })).toEqual({ emailAttribute: '' });
});

test('a setting names its environment variable', () => {
  expect(jwtVariableName('maxAgeSeconds')).toBe('DASHBOARD_JWT_MAX_AGE_SECONDS');
  expect(jwtVariableName('identityProviderUri')).toBe('DASHBOARD_JWT_IDENTITY_PROVIDER_URI');
});
