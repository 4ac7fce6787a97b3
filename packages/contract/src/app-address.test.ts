import { describe, expect, test } from 'vitest';
import {
  appAddressFault,
  appAddressWarning,
  endpointAddressFault,
  isOwnAddress,
} from './app-address.ts';

const site = 'https://example.com/bi/';
const intranet = 'http://bi.intranet.local/';

describe('the address of the app', () => {
  test.each([
    ['not an address', 'full address'],
    ['/login', 'full address'],
    ['//app.example.com/login', 'full address'],
    ['javascript:alert(1)', 'full address'],
    ['https:app.example.com', 'full address'],
    ['https://', 'full address'],
    ['https://ann@app.example.com/login', 'user name'],
    ['https://app.example.com/login#', 'fragment'],
    ['http://app.example.com/login', 'https://'],
    ['http://localhost.example.com/login', 'https://'],
    ['http://127.0.0.1.example.com/login', 'https://'],
    ['https://example.com/bi', 'own address'],
    ['https://example.com/bi/auth/login', 'own address'],
  ])('can’t be %j', (text, word) => {
    expect(appAddressFault(text, site)).toContain(word);
    expect(endpointAddressFault(text, site)).toContain(word);
  });

  test.each([
    'https://app.example.com/login?client=1',
    'http://localhost:3535/login',
    'http://127.9.9.9/login',
    'http://[::1]:3535/login',
    'https://example.com/bi-sign-in',
    'https://example.com/',
  ])('can be %s', (text) => {
    expect(appAddressFault(text, site)).toBeNull();
    expect(endpointAddressFault(text, site)).toBeNull();
  });

  test.each(['http://auth.intranet.local/login', 'http://host.docker.internal:3535/login'])(
    'can be %s if the site itself is on plain http, but no endpoint can',
    (text) => {
      expect(appAddressFault(text, intranet)).toBeNull();
      expect(appAddressFault(text, site)).toContain('https://');
      expect(endpointAddressFault(text, intranet)).toContain('https://');
    },
  );

  test.each([
    ['http://ann@auth.intranet.local/', 'user name'],
    ['http://auth.intranet.local/#x', 'fragment'],
    ['http://bi.intranet.local/login', 'own address'],
  ])('can’t be %j on plain http either', (text, word) => {
    expect(appAddressFault(text, intranet)).toContain(word);
  });

  test('has a warning on plain http, and none on https', () => {
    expect(appAddressWarning('http://auth.intranet.local/login')).toContain('read login tokens');
    expect(appAddressWarning('http://localhost:3535/login')).toContain('on this machine');
    expect(appAddressWarning('https://app.example.com/')).toBeNull();
    expect(appAddressWarning('nonsense')).toBeNull();
  });

  test('is our own only below the site address', () => {
    expect(isOwnAddress('https://example.com/bi/x', site)).toBe(true);
    expect(isOwnAddress('https://example.com/x', site)).toBe(false);
  });
});
