import { describe, expect, test } from 'vitest';
import { readSite } from '../site.ts';
import { embeddingOriginsInUse, readEmbeddingOrigin } from './embedding-origins.ts';

describe('an embedding origin', () => {
  test.each([
    ['*'],
    ['https://*.example.com'],
    ['http://app.example.com'],
    ['http://localhost.example.com'],
    ['http://192.168.0.1'],
    ['https://app.example.com/path'],
    ['https://app.example.com//'],
    ['https://app.example.com/?q'],
    ['https://app.example.com#x'],
    ['https://user@app.example.com'],
    ['https://[::1]:3000'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ["https://a.example.com 'self'"],
    ['https://a.example.com;script-src *'],
    ['https://a.example.com,https://b.example.com'],
    [' https://a.example.com'],
    ['//app.example.com'],
    ['app.example.com'],
    ['null'],
    [''],
  ])('is not %j', (text) => {
    expect(readEmbeddingOrigin(text)).toBeNull();
  });

  test.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://App.Example.com:443/', 'https://app.example.com'],
    ['https://app.example.com:8443', 'https://app.example.com:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://app.localhost:8080', 'http://app.localhost:8080'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
  ])('%j is %s', (text, origin) => {
    expect(readEmbeddingOrigin(text)).toBe(origin);
  });

  test('is in effect only if browsers store secure cookies of the site', () => {
    const settings = { embeddingOrigins: ['https://app.example.com'] };
    const inUse = (address: string) => {
      const site = readSite(address);
      return site === null ? null : embeddingOriginsInUse(settings, site).length;
    };
    expect(inUse('https://bi.example.com/')).toBe(1);
    expect(inUse('http://localhost:3000/')).toBe(1);
    expect(inUse('http://bi.example.com/')).toBe(0);
  });
});
