import type { Logger } from 'pino';
import type { Server } from './server.ts';

/**
 * Logs one warning when a proxy seems to stand before the server and none is trusted: then all people
 * share the proxy's address, and with it the limits that count by network.
 */
export function warnOfUntrustedProxy(server: Server, isProxyTrusted: boolean, log: Logger): void {
  if (isProxyTrusted) return;
  let isWarned = false;
  server.addHook('onRequest', (request, _reply, done) => {
    if (!isWarned && request.headers['x-forwarded-for'] !== undefined) {
      isWarned = true;
      log.warn(
        'A request has the header X-Forwarded-For, but no proxy is trusted. If a proxy stands before Dashboard, set DASHBOARD_TRUST_PROXY: without it, everybody behind the proxy shares one limit of failed sign-ins.',
      );
    }
    done();
  });
}
