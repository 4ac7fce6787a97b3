import cookie from '@fastify/cookie';
import fastify, {
  type FastifyBaseLogger,
  type FastifySerializerCompiler,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { findById } from './accounts/account-store.ts';
import { createRefusalLog } from './audit/refusal-log.ts';
import { registerAuditRoutes } from './audit/routes.ts';
import type { Config } from './config.ts';
import { createQueryPool } from './databases/query-pool.ts';
import type { Database } from './db/database.ts';
import { registerDocumentRoutes } from './documents/routes.ts';
import { registerDownloadRoutes } from './downloads/routes.ts';
import { registerGroupRoutes } from './groups/routes.ts';
import { guardRoutes } from './http/access.ts';
import { boundRequest, refuseLongQueries } from './http/bound-request.ts';
import { compressMarkedReplies } from './http/compressed.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { refuseCrossSite } from './http/csrf.ts';
import { knowEmbeddingOrigins } from './http/embedding.ts';
import { answerErrors, nothingHere, sendError } from './http/error-reply.ts';
import { readJsonBodies } from './http/json-body.ts';
import { letConnectionsGo } from './http/let-connections-go.ts';
import { shareWithListedOrigins } from './http/listed-origins.ts';
import { describeApi, registerApiDocs } from './http/openapi.ts';
import { warnOfUntrustedProxy } from './http/proxy-warning.ts';
import { redirectToBasePath } from './http/redirect-to-base-path.ts';
import { logRequests } from './http/request-log.ts';
import { securityHeaders, setSecurityHeaders } from './http/security-headers.ts';
import type { Request, Server } from './http/server.ts';
import { clearConflictingSessions } from './http/session-cookie.ts';
import { compileStrictly, refuseNul } from './http/validation.ts';
import { createSendPage, findAsset, findWebAppFiles, registerWebApp } from './http/web-app.ts';
import { forgetGroup } from './jwt-settings/forget-group.ts';
import { isJwtUsable } from './jwt-settings/jwt-settings.ts';
import type { JwtSource } from './jwt-settings/jwt-source.ts';
import { createLockOutGuard } from './jwt-settings/lock-out-guard.ts';
import { refuseSite } from './jwt-settings/refuse-site.ts';
import { registerJwtSettingsRoutes } from './jwt-settings/routes.ts';
import { signOutAddress } from './jwt-settings/sign-out-address.ts';
import { registerPasswordLoginRoutes } from './password-login/routes.ts';
import { createTryLimit } from './password-login/try-limit.ts';
import { readPasswordLogin } from './passwords/password-login-store.ts';
import { createVerificationQueue } from './passwords/verification-queue.ts';
import { registerPeopleRoutes, registerReleaseBindingsRoute } from './people/routes.ts';
import { registerPropertiesRoutes } from './properties/routes.ts';
import { registerQuestionRoutes } from './questions/routes.ts';
import { registerSessionRoutes } from './sessions/routes.ts';
import type { SessionLifetime } from './sessions/session-lifetime.ts';
import { embeddingOriginsInUse } from './settings/embedding-origins.ts';
import type { GeneralSource } from './settings/general-settings.ts';
import { registerGeneralSettingsRoutes } from './settings/routes.ts';
import { registerSetupRoutes, type SetupRouteDeps } from './setup/routes.ts';
import type { Site } from './site.ts';
import { createAfterSignIn } from './sso/admit/after-sign-in.ts';
import { createFailureLimit } from './sso/refuse/failure-limit.ts';
import { registerSsoRoutes, registerTrySignInRoute } from './sso/routes.ts';
import { createRedirectLoopGuard } from './sso/verify/redirect-loop-guard.ts';
import { registerTokenCheckRoute } from './token-check/routes.ts';
import { version } from './version.ts';

export interface AppDeps {
  readonly config: Config;
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly general: GeneralSource;
  readonly site: Site;
  readonly log: Logger;
  readonly now: () => number;
  readonly isDeveloping: boolean;
  /** Milliseconds in which a whole request must arrive; 30,000 unless set. */
  readonly requestTimeout?: number | undefined;
  /** The maximum number of open connections; 3,500 unless set. */
  readonly maxConnections?: number | undefined;
  /** Compiles the schemas of responses; Fastify's own compiler unless set. */
  readonly compileResponses?: FastifySerializerCompiler<unknown> | undefined;
  /** Receives the server before it has any hook or route. */
  readonly observe?: ((server: Server) => void) | undefined;
  /** Whether setup over HTTP is open, and the code that it requires. */
  readonly setup: Pick<SetupRouteDeps, 'isOpen' | 'code'>;
}

/**
 * The time that running queries get when the server stops, in milliseconds: less than the server's
 * own.
 */
const queryGraceAtStop = 8_000;
/**
 * Our cookies contain no encoded character. Decoding would only throw for each invalid escape,
 * which is slow.
 */
const cookieOptions = { decode: (value: string) => value, httpOnly: true };

/** The whole server on one screen: the steps of every request, then each feature's routes. */
export async function buildApp({
  config,
  database,
  jwt,
  general,
  site,
  log,
  now,
  isDeveloping,
  setup,
  requestTimeout = 30_000,
  maxConnections = 3_500,
  compileResponses,
  observe,
}: AppDeps): Promise<Server> {
  const server: Server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 256 * 1024,
    trustProxy: trustedProxies(config.trustProxy),
    serverFactory: (listener) =>
      createHttpServer(listener, { requestTimeout, maxConnections }, log, now),
    rewriteUrl: (request) => boundRequest(request),
    // An address that cannot be decoded reaches no hook.
    frameworkErrors: (_error, request, reply) => {
      reply.headers(securityHeaders(site));
      sendError(request, reply, nothingHere());
    },
    routerOptions: { maxParamLength: 8 * 1024 },
    forceCloseConnections: 'idle',
    childLoggerFactory: (logger) => logger,
    return503OnClosing: false,
  });
  // No plain text, which a page of any site can send without a preflight (Fetch, CORS-safelisted).
  server.removeContentTypeParser('text/plain');
  const lifetime = lifetimeIn(general);
  const passwordLoginLock = config.passwordLoginEnabled;
  const guard = createLockOutGuard({
    database,
    jwt,
    passwordLoginLock,
    isSiteMoving: async (db) => (await general.read(db)).settings.siteAddress !== site.address,
  });
  const refusals = createRefusalLog(database, (err) =>
    log.error({ err }, 'the sign-in log failed'),
  );
  const deps = { database, jwt, general, guard, refusals, passwordLoginLock, site, lifetime, now };

  async function isJwtEnabled() {
    const { settings } = await jwt.settings(database.read);
    return isJwtUsable(settings, (await jwt.fingerprints(database.read, now())).length > 0);
  }

  async function afterSignOut() {
    const { settings } = await jwt.settings(database.read);
    return signOutAddress(settings, site);
  }

  async function isPasswordLoginOn() {
    return (await readPasswordLogin(database.read, passwordLoginLock)).enabled;
  }

  async function readProperties(request: Request) {
    const setupRequired = await setup.isOpen(database.read);
    return {
      siteName: general.current().siteName,
      setupRequired,
      setupCodeRequired: setupRequired && setup.code.isRequiredBy(request),
      passwordLoginEnabled: await isPasswordLoginOn(),
      jwtEnabled: await isJwtEnabled(),
    };
  }

  async function signInDoor() {
    if (await isJwtEnabled()) return 'sso';
    return (await setup.isOpen(database.read)) ? 'setup' : 'login';
  }

  observe?.(server);
  readJsonBodies(server);
  compileStrictly(server);
  if (compileResponses !== undefined) server.setSerializerCompiler(compileResponses);
  refuseNul(server);
  answerErrors(server);
  logRequests(server, log);
  warnOfUntrustedProxy(server, config.trustProxy !== false, log);
  letConnectionsGo(server);
  server.addHook('onClose', () => refusals.close());
  const queries = createQueryPool(config.queries);
  server.addHook('preClose', async () => queries.close(queryGraceAtStop));
  setSecurityHeaders(server, site);
  knowEmbeddingOrigins(server, () => embeddingOriginsInUse(general.current(), site));
  clearConflictingSessions(server, site);
  await server.register(cookie, { parseOptions: cookieOptions });
  shareWithListedOrigins(server);
  compressMarkedReplies(server);
  guardRoutes(server, deps);
  refuseCrossSite(server, site);
  refuseLongQueries(server, site);
  await describeApi(server, version);
  await findWebAppFiles(server);
  const tries = createTryLimit(
    database,
    createVerificationQueue({ running: 2, waiting: 100, waitingPerGroup: 5 }),
  );
  const sendPage = createSendPage(site, isDeveloping);
  const signInDeps = {
    ...deps,
    redirectLoops: createRedirectLoopGuard(),
    afterSignIn: createAfterSignIn({
      ...deps,
      onFailure: (err) => log.error({ err }, 'a side effect of a sign-in failed'),
    }),
    failures: createFailureLimit(),
    foreignFailures: createFailureLimit(),
    failedExchanges: createFailureLimit(),
    sendPage,
    isPasswordLoginOn,
  };

  await server.register(
    (scope: Server, _options, done) => {
      registerApiDocs(scope);
      registerDownloadRoutes(scope);
      registerDocumentRoutes(scope, {
        site,
        findAsset,
        siteName: () => general.current().siteName,
      });
      registerPropertiesRoutes(scope, { database, readProperties });
      registerSetupRoutes(scope, { ...deps, ...setup });
      registerSessionRoutes(scope, { ...deps, afterSignOut });
      registerPasswordLoginRoutes(scope, {
        ...deps,
        seal: jwt.seal,
        tries,
      });
      registerSsoRoutes(scope, signInDeps);
      registerJwtSettingsRoutes(scope, deps);
      registerTrySignInRoute(scope, signInDeps);
      registerTokenCheckRoute(scope, deps);
      registerGeneralSettingsRoutes(scope, {
        ...deps,
        refuseSite: (tx, address, origin) => refuseSite(deps, tx, address, origin),
      });
      registerPeopleRoutes(scope, deps);
      registerReleaseBindingsRoute(scope, deps);
      registerGroupRoutes(scope, {
        database,
        now,
        forgetGroup: (tx, id, by, at) => forgetGroup(jwt, tx, id, by, at),
        keepAWayIn: guard.keepAWayIn,
        emailOf: async (tx, id) => (await findById(tx, { id }))[0]?.email ?? null,
      });
      registerAuditRoutes(scope, deps);
      registerQuestionRoutes(scope, { database, dataDir: config.dataDir, queries });
      registerWebApp(scope, { site, signInDoor }, sendPage);
      done();
    },
    { prefix: site.basePath.slice(0, -1) },
  );
  redirectToBasePath(server, site);
  return server;
}

function lifetimeIn(general: GeneralSource): SessionLifetime {
  return {
    get maxAge() {
      return general.current().sessionMaxAgeSeconds * 1000;
    },
    get idle() {
      return general.current().sessionIdleSeconds * 1000;
    },
  };
}

/**
 * A number of proxies trusts that many, counted from the server; the client's own entries never
 * count.
 */
function trustedProxies(
  setting: Config['trustProxy'],
): NonNullable<FastifyServerOptions['trustProxy']> {
  return typeof setting === 'number'
    ? (_address, hop) => hop < setting
    : setting === false
      ? false
      : [...setting];
}
