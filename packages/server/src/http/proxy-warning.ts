import type { Logger } from 'pino';
import type { Server } from './server.ts';

/**
 * Logs one warning if a proxy seems to be in front of the server and none is trusted: then all
 * people share the proxy's address, and with it the limits for each network.
 */
export function warnOfUntrustedProxy(server: Server, isProxyTrusted: boolean, log: Logger): void {
  if (isProxyTrusted) return;
  let isWarned = false;
  server.addHook('onRequest', (request, _reply, done) => {
    if (!isWarned && request.headers['x-forwarded-for'] !== undefined) {
      isWarned = true;
      log.warn(
        'A request has the header X-Forwarded-For, but no proxy is trusted. If a proxy is in front of Dashboard, set DASHBOARD_TRUST_PROXY. Without it, all people behind the proxy share one limit of failed sign-ins.',
      );
    }
    done();
  });
}
