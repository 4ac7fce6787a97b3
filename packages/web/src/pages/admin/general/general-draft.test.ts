import type { GeneralSettings } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { draftOf, faultsOf, patchOf } from './general-draft.ts';

const saved: GeneralSettings = {
  siteName: 'Charts',
  siteAddress: 'https://bi.example.com/',
  siteAddressInUse: 'https://bi.example.com/',
  sessionMaxAgeSeconds: 14 * 86_400,
  sessionIdleSeconds: 86_400,
  logRetentionDays: 90,
  embeddingOrigins: ['https://app.example.com'],
  lockedByEnvironment: [],
};

test('a draft that is as it was sends nothing, however its times are written', () => {
  expect(patchOf(saved, draftOf(saved))).toEqual({});
  const inHours = { ...draftOf(saved), sessionIdleSeconds: { amount: 24, unit: 'hours' } as const };
  expect(patchOf(saved, inHours)).toEqual({});
});

test('what was changed is sent in the API’s form', () => {
  const draft = {
    ...draftOf(saved),
    siteName: ' Numbers ',
    sessionMaxAgeSeconds: { amount: 36, unit: 'hours' } as const,
    embeddingOrigins: [],
  };
  expect(patchOf(saved, draft)).toEqual({
    siteName: 'Numbers',
    sessionMaxAgeSeconds: 36 * 3600,
    embeddingOrigins: [],
  });
});

test('what the server would refuse is said first', () => {
  const draft = {
    ...draftOf(saved),
    siteName: ' ',
    sessionMaxAgeSeconds: { amount: 366, unit: 'days' } as const,
    sessionIdleSeconds: { amount: '', unit: 'days' } as const,
    logRetentionDays: 3651,
  };
  expect(Object.keys(faultsOf(patchOf(saved, draft)))).toEqual([
    'siteName',
    'sessionMaxAgeSeconds',
    'sessionIdleSeconds',
    'logRetentionDays',
  ]);
  expect(faultsOf(patchOf(saved, draftOf(saved)))).toEqual({});
});

test.each([
  [299, false],
  [300, true],
  [365 * 86_400, true],
  [365 * 86_400 + 1, false],
])('a session lifetime of %i seconds is accepted: %s', (seconds, isAccepted) => {
  const names = ['sessionMaxAgeSeconds', 'sessionIdleSeconds'];
  const faults = faultsOf({ sessionMaxAgeSeconds: seconds, sessionIdleSeconds: seconds });
  expect(Object.keys(faults)).toEqual(isAccepted ? [] : names);
});
