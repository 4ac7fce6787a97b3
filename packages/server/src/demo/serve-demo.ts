import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLoopback } from '@dashboard/contract';
import { readConfig } from '../config.ts';
import { stopOnSignal } from '../serve.ts';
import { StartRefused } from '../start-refused.ts';
import { startServer } from '../start-server.ts';
import { isUnsafePort } from '../unsafe-port.ts';
import { startDemoAuthenticationApp } from './demo-authentication-app.ts';

const administrator = { email: 'admin@example.com', password: 'demo-administrator' };

/**
 * Starts Dashboard with JWT enabled and a demo authentication app, on this machine only.
 *
 * @param withPkce whether both use the flow with PKCE
 * @throws StartRefused
 */
export async function serveDemo(
  environment: Readonly<Record<string, string | undefined>>,
  appPort: number,
  withPkce: boolean,
): Promise<void> {
  if (!Number.isInteger(appPort) || appPort < 1 || appPort > 65_535)
    throw new StartRefused('--app-port must be a port from 1 to 65535.');
  if (environment.DATABASE_URL?.trim()) {
    throw new StartRefused(
      'The demo creates an administrator with a public password, so it never uses DATABASE_URL. Unset it.',
    );
  }
  const signingKey = randomBytes(32).toString('hex');
  const config = readConfig({
    ...environment,
    DASHBOARD_DATA_DIR: environment.DASHBOARD_DATA_DIR ?? resolve('data/demo'),
    DASHBOARD_ADMIN_EMAIL: administrator.email,
    DASHBOARD_ADMIN_PASSWORD: administrator.password,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${appPort}/login`,
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    DASHBOARD_JWT_FLOW: withPkce ? 'authorization_code_pkce' : 'authorization_code',
    DASHBOARD_JWT_GROUP_SYNC: 'true',
    DASHBOARD_JWT_GROUP_MAPPINGS: JSON.stringify({ analysts: ['Analysts'], sales: ['Sales'] }),
  });
  if (!isLoopback(config.host)) {
    throw new StartRefused(
      'The demo has public passwords, so it runs on this machine only. Unset HOST.',
    );
  }
  for (const port of [config.port, appPort]) {
    if (isUnsafePort(port))
      throw new StartRefused(`Browsers refuse to open port ${port}. Choose another.`);
  }
  if (environment.DASHBOARD_DATA_DIR?.trim()) refuseForeignData(config.dataDir);
  const app = await startDemoAuthenticationApp({
    port: appPort,
    siteAddress: config.site.address,
    signingKey,
    withPkce,
  });
  const dashboard = await startServer(config);
  writeFileSync(join(config.dataDir, marker), '');
  stopOnSignal([dashboard, app]);
  for (const warning of dashboard.warnings) console.warn(`Warning: ${warning}`);
  console.log(`Dashboard is ready at ${config.site.address}

  Open a question:      ${config.site.address}question/1-superb-question
  Sign in as:           one of the accounts that the demo app shows (http://localhost:${appPort})
  Flow:                 Authorization Code Flow${withPkce ? ' with PKCE' : ' (with PKCE: --pkce)'}
  Administrator:        ${administrator.email}, password ${administrator.password}, at ${config.site.address}auth/login`);
}

/** A file that distinguishes the demo's data from a site's. */
const marker = 'demo-data';

/** The demo's administrator and settings must not get into the data of a site. */
function refuseForeignData(dataDir: string): void {
  const isDemo = existsSync(join(dataDir, marker));
  if (isDemo || !existsSync(join(dataDir, 'dashboard.sqlite'))) return;
  throw new StartRefused(
    `The folder ${dataDir} contains another site's data. Set DASHBOARD_DATA_DIR to an empty folder for the demo, or unset it.`,
  );
}
