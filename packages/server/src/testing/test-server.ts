import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished } from 'vitest';
import { readConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/open-database.ts';
import { startServer } from '../start-server.ts';
import { checkErrorCodes } from './check-error-codes.ts';
import { compileResponsesOnce } from './compile-responses-once.ts';
import { freePort } from './free-port.ts';
import { type DatabaseKind, newFolder, newMigratedUrl } from './test-database.ts';

export const testSigningKey = 'a signing key for tests, of forty-eight bytes…';
export const testAdministrator = { email: 'admin@example.com', password: 'a password for tests' };

/** As low as possible: thousands of servers hash the same password. */
const passwordCost = { memory: 8, passes: 1, parallelism: 1 };

export interface TestServer {
  /** With a `/` at the end. */
  readonly siteAddress: string;
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Reads the server's database directly. */
  readonly database: Database;
  /** All routes with their access. */
  readonly routes: readonly string[];
  /** Moves the server's clock; tokens are created by it. */
  readonly clock: { now: number };
  stop(): Promise<void>;
}

/**
 * Starts a real server on a free port with an empty database; JWT is enabled, with
 * `testSigningKey`, unless `environment` says otherwise. It stops, and its data is removed, when
 * the test ends. The test fails if a route has sent an error code that the OpenAPI document doesn't
 * name for it.
 */
export async function startTestServer(
  kind: DatabaseKind,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const whole = await testEnvironment(kind, environment);
  const config = readConfig(whole);
  const clock = { now: Date.now() };
  const sentCodes = checkErrorCodes();
  const running = await startServer(config, {
    observe: sentCodes.observe,
    now: () => clock.now,
    passwordCost,
    compileResponses: compileResponsesOnce,
  });
  const database = openDatabase(config);
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= running.stop().then(() => database.close()));
  onTestFinished(async () => {
    await stop();
    expect(sentCodes.undocumented(), 'sent but not documented').toEqual([]);
  });
  return {
    siteAddress: config.site.address,
    dataDir: config.dataDir,
    environment: whole,
    database,
    routes: running.routes,
    clock,
    stop,
  };
}

/** The environment of a server, in this process or in a separate one. */
export async function testEnvironment(
  kind: DatabaseKind,
  environment: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const port = String(await freePort());
  const dataDir = newFolder();
  // A server would create the same file again, at a third of a second each.
  copyFileSync(inject('sampleShop'), join(dataDir, 'sample-shop.sqlite'));
  const postgres = kind === 'postgres' && {
    DATABASE_URL: await newMigratedUrl(),
    DASHBOARD_SECRET_KEY: '5e'.repeat(32),
  };
  return {
    PORT: port,
    DASHBOARD_DATA_DIR: dataDir,
    DASHBOARD_LOG_LEVEL: 'silent',
    DASHBOARD_TRUST_PROXY: '1',
    DASHBOARD_ADMIN_EMAIL: testAdministrator.email,
    DASHBOARD_ADMIN_PASSWORD: testAdministrator.password,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
    DASHBOARD_JWT_SIGNING_KEY: testSigningKey,
    ...postgres,
    ...environment,
  };
}
