import { expect, test } from 'vitest';
import { appAddressFault } from './app-address.ts';

const site = 'https://example.com/bi/';

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
])('the app’s address can’t be %j', (text, word) => {
  expect(appAddressFault(text, site)).toContain(word);
});

test.each([
  'https://app.example.com/login?client=1',
  'http://localhost:3535/login',
  'http://127.9.9.9/login',
  'http://[::1]:3535/login',
  'https://example.com/bi-sign-in',
  'https://example.com/',
])('the app’s address may be %s', (text) => {
  expect(appAddressFault(text, site)).toBeNull();
});
