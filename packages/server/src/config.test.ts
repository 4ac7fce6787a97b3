import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { StartRefused } from './start-refused.ts';

describe('the environment', () => {
  test('names every error at once', () => {
    const read = () =>
      readConfig({
        PORT: '70000',
        HOST: 'not a host',
        DASHBOARD_SITE_URL: 'ftp://example.com',
        DATABASE_URL: 'mysql://x',
        DASHBOARD_LOG_LEVEL: 'loud',
        DASHBOARD_TRUST_PROXY: '10.0.0.0/99',
        DASHBOARD_ADMIN_EMAIL: 'someone@example.com',
        DASHBOARD_JWT_ENABLED: 'yes',
        DASHBOARD_JWT_SIGNING_KEY: 'too short',
        DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":"Engineers"}',
      });
    expect(read).toThrow(StartRefused);
    for (const name of [
      'PORT',
      'HOST',
      'DASHBOARD_SITE_URL',
      'DATABASE_URL',
      'DASHBOARD_SECRET_KEY',
      'DASHBOARD_LOG_LEVEL',
      'DASHBOARD_TRUST_PROXY',
      'DASHBOARD_ADMIN_PASSWORD',
      'DASHBOARD_JWT_ENABLED',
      'DASHBOARD_JWT_SIGNING_KEY',
      'DASHBOARD_JWT_GROUP_MAPPINGS',
    ]) {
      expect(read).toThrow(name);
    }
  });

  test('never repeats a secret in its messages', () => {
    expect(() =>
      readConfig({
        DASHBOARD_SECRET_KEY: 'a wrong secret',
        DASHBOARD_ADMIN_EMAIL: 'a@b',
        DASHBOARD_ADMIN_PASSWORD: 'shortpw',
      }),
    ).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/a wrong secret|shortpw/) }),
    );
  });

  test('is complete if nothing is set', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      secretKey: null,
      trustProxy: false,
      administrator: null,
    });
    expect(config.site).toEqual({
      address: 'http://localhost:3000/',
      origin: 'http://localhost:3000',
      basePath: '/',
      isHttps: false,
    });
    expect(config.dataDir).toMatch(/\/data$/);
  });

  test.each([
    ['https://example.com', 'https://example.com/', '/'],
    ['https://example.com/bi', 'https://example.com/bi/', '/bi/'],
    ['https://EXAMPLE.com:443/bi/', 'https://example.com/bi/', '/bi/'],
  ])('reads the site address %s', (text, address, basePath) => {
    expect(readConfig({ DASHBOARD_SITE_URL: text }).site).toMatchObject({ address, basePath });
  });

  test.each([
    'https://user@example.com',
    'https://example.com/?a',
    'https://example.com/#a',
    'example.com',
    'https://example.com/a b/',
  ])('refuses the site address %s', (text) =>
    expect(() => readConfig({ DASHBOARD_SITE_URL: text })).toThrow('DASHBOARD_SITE_URL'),
  );

  test.each([
    ['true', 1],
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('reads DASHBOARD_TRUST_PROXY=%s', (text, trustProxy) => {
    expect(readConfig({ DASHBOARD_TRUST_PROXY: text }).trustProxy).toEqual(trustProxy);
  });

  test.each([
    'correct-code',
    'fifteen-letters',
    'a'.repeat(64),
    '0123456'.repeat(9),
    'long'.repeat(40),
  ])('refuses the setup code %s, which can be guessed or is too long', (code) =>
    expect(() => readConfig({ DASHBOARD_SETUP_CODE: code })).toThrow(
      'DASHBOARD_SETUP_CODE must be 16 to 128 characters long, with at least 8 different characters',
    ),
  );

  test('accepts a setup code of 16 characters', () => {
    const code = '0f9a3c5e7b1d2468';
    expect(readConfig({ DASHBOARD_SETUP_CODE: code }).setupCode).toBe(code);
  });

  test('reads every JWT setting and lists unknown variables', () => {
    const config = readConfig({
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_MAX_AGE_SECONDS: '60',
      DASHBOARD_JWT_LINK_EXISTING: 'nobody',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers",3]}',
      DASHBOARD_JWT_ENABLE: 'true',
    });
    expect(config.jwt).toEqual({
      enabled: true,
      maxAgeSeconds: 60,
      linkExisting: 'nobody',
      groupMappings: { eng: ['Engineers', 3] },
    });
    expect(config.unknownVariables).toEqual(['DASHBOARD_JWT_ENABLE']);
  });
});
