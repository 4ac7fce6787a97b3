import cookie from '@fastify/cookie';
import fastify, { type FastifyBaseLogger, type FastifyServerOptions, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { guardRoutes } from './http/access.ts';
import { refuseCrossSite } from './http/csrf.ts';
import { answerErrors } from './http/error-reply.ts';
import { letConnectionsGo } from './http/let-connections-go.ts';
import { describeApi, registerApiDocs } from './http/openapi.ts';
import { logRequests } from './http/request-log.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import type { Server } from './http/server.ts';
import { compileStrictly } from './http/validation.ts';
import { createSendPage, findWebAppFiles, registerWebApp } from './http/web-app.ts';
import { isJwtUsable } from './jwt-settings/jwt-settings.ts';
import type { JwtSource } from './jwt-settings/jwt-source.ts';
import { registerJwtSettingsRoutes } from './jwt-settings/routes.ts';
import { registerPropertiesRoutes } from './properties/routes.ts';
import { registerQuestionRoutes } from './questions/routes.ts';
import { registerSessionRoutes } from './sessions/routes.ts';
import { defaultSessionLifetime } from './sessions/session-lifetime.ts';
import { registerSetupRoutes } from './setup/routes.ts';
import { isSetUp, readSiteName } from './setup/setup-store.ts';
import { createCircleGuard } from './sso/circle-guard.ts';
import { createFailureLimit } from './sso/failure-limit.ts';
import { registerSsoRoutes } from './sso/routes.ts';
import { version } from './version.ts';

export interface AppDeps {
  readonly config: Config;
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly log: Logger;
  readonly now: () => number;
  readonly isDeveloping: boolean;
}

/** The whole server on one screen: what every request meets, then each feature's routes. */
export async function buildApp({
  config,
  database,
  jwt,
  log,
  now,
  isDeveloping,
}: AppDeps): Promise<Server> {
  const { site } = config;
  const server: Server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 256 * 1024,
    trustProxy: trustedProxies(config.trustProxy),
    // A token of up to 8 KiB, and more, reaches us in the address: refusing it is our business, not the parser's.
    http: { maxHeaderSize: 64 * 1024 },
    routerOptions: { maxParamLength: 8 * 1024 },
    forceCloseConnections: 'idle',
    childLoggerFactory: (logger) => logger,
    return503OnClosing: false,
  });
  const lifetime = defaultSessionLifetime;
  const deps = { database, jwt, site, lifetime, now };

  async function isJwtEnabled() {
    const { settings } = await jwt.settings(database.read);
    return isJwtUsable(settings, await jwt.hasKey(database.read, now()));
  }

  async function readProperties() {
    return {
      siteName: config.siteName ?? (await readSiteName(database.read)),
      setupRequired: !(await isSetUp(database.read)),
      passwordLoginEnabled: true,
      jwtEnabled: await isJwtEnabled(),
    };
  }

  async function signInDoor() {
    if (await isJwtEnabled()) return 'sso';
    return (await isSetUp(database.read)) ? 'login' : 'setup';
  }

  compileStrictly(server);
  answerErrors(server);
  logRequests(server, log);
  letConnectionsGo(server);
  setSecurityHeaders(server, site);
  await server.register(cookie);
  guardRoutes(server, deps);
  refuseCrossSite(server, site);
  await describeApi(server, version);
  await findWebAppFiles(server);
  const sendPage = createSendPage(site, isDeveloping);

  await server.register(
    (scope: Server, _options, done) => {
      registerApiDocs(scope);
      registerPropertiesRoutes(scope, { database, readProperties });
      registerSetupRoutes(scope, deps);
      registerSessionRoutes(scope, deps);
      registerSsoRoutes(scope, {
        ...deps,
        sendPage,
        circles: createCircleGuard(),
        failures: createFailureLimit(),
      });
      registerJwtSettingsRoutes(scope, deps);
      registerQuestionRoutes(scope, { database, dataDir: config.dataDir });
      registerWebApp(scope, { site, signInDoor }, sendPage);
      done();
    },
    { prefix: site.basePath.slice(0, -1) },
  );
  return server;
}

/** A number of proxies trusts that many from the server outwards; the client's own entries never count. */
function trustedProxies(
  setting: Config['trustProxy'],
): NonNullable<FastifyServerOptions['trustProxy']> {
  return typeof setting === 'number'
    ? (_address, hop) => hop < setting
    : setting === false
      ? false
      : [...setting];
}
