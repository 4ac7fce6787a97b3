import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { isLoopback } from '@dashboard/contract';
import { readConfig } from '../config.ts';
import { stopOnSignal } from '../serve.ts';
import { StartRefused } from '../start-refused.ts';
import { startServer } from '../start-server.ts';
import { startDemoAuthenticationApp } from './demo-authentication-app.ts';

const administrator = { email: 'admin@example.com', password: 'demo-administrator' };

/**
 * Dashboard with JWT switched on and a demo authentication app wired to it; on this machine only.
 *
 * @param withPkce which of the two flows both of them use
 */
export async function serveDemo(
  environment: Readonly<Record<string, string | undefined>>,
  appPort: number,
  withPkce: boolean,
): Promise<void> {
  if (!Number.isInteger(appPort) || appPort < 1 || appPort > 65_535)
    throw new StartRefused('--app-port must be a port from 1 to 65535.');
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
  });
  if (!isLoopback(config.host)) {
    throw new StartRefused(
      'The demo has passwords that everybody knows: it runs on this machine only. Unset HOST.',
    );
  }
  const app = await startDemoAuthenticationApp({
    port: appPort,
    siteAddress: config.site.address,
    signingKey,
    withPkce,
  });
  const dashboard = await startServer(config);
  stopOnSignal([dashboard, app]);
  console.log(`Dashboard is ready at ${config.site.address}

  A question to follow a link to:   ${config.site.address}question/1-superb-question
  The demo authentication app:      http://localhost:${appPort} (its accounts are on its form)
  The flow:                         Authorization Code Flow${withPkce ? ' with PKCE' : ' (with PKCE: --pkce)'}
  The administrator's password:     ${administrator.email} / ${administrator.password} at ${config.site.address}auth/login`);
}
