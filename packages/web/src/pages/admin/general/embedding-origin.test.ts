import { expect, test } from 'vitest';
import { embeddingOrigin } from './embedding-origin.ts';

test.each([
  ['https://app.example.com', 'https://app.example.com'],
  [' HTTPS://App.Example.com/reports?x=1#y ', 'https://app.example.com'],
  ['https://app.example.com:8443/', 'https://app.example.com:8443'],
  ['http://localhost:3535', 'http://localhost:3535'],
  ['app.example.com', null],
  ['*', null],
  ['javascript:alert(1)', null],
  ['https://', null],
  ['', null],
])('%j names the site %j', (text, origin) => {
  expect(embeddingOrigin(text)).toBe(origin);
});
