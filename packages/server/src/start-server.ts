import { hostname } from 'node:os';
import { type Logger, pino } from 'pino';
import { type AppDeps, buildApp } from './app.ts';
import type { Config } from './config.ts';
import { DashboardError } from './dashboard-error.ts';
import { type DataDirLock, lockDataDir, openDataDir } from './db/data-dir.ts';
import type { Database } from './db/database.ts';
import { DatabaseUnavailable } from './db/database-unavailable.ts';
import { migrate } from './db/migrate.ts';
import { openDatabase } from './db/open-database.ts';
import { installSamples } from './demo/sample-questions.ts';
import { environmentWarnings } from './environment-warnings.ts';
import type { Server } from './http/server.ts';
import { environmentFaults } from './jwt-settings/environment-faults.ts';
import { isJwtUsable } from './jwt-settings/jwt-settings.ts';
import { createJwtSource, type JwtSource } from './jwt-settings/jwt-source.ts';
import { resolveLocks } from './jwt-settings/resolve-locks.ts';
import { asLogged } from './log-error.ts';
import type { PasswordCost } from './passwords/password-hash.ts';
import { forgetOverride, readPasswordLogin } from './passwords/password-login-store.ts';
import { pruneForgotten } from './prune-forgotten.ts';
import { createSeal } from './secrets/seal.ts';
import { readSecretKeyFile } from './secrets/secret-key-file.ts';
import { openGeneralSettings, readStoredSiteAddress } from './settings/general-settings.ts';
import { readSettings } from './settings/settings-store.ts';
import { hasAdministrator, isSetupOpen, type SetupConditions } from './setup/is-setup-open.ts';
import { setUp } from './setup/set-up.ts';
import { createSetupCode } from './setup/setup-code.ts';
import { canAnyoneAdminister, waysToAnAdministrator } from './setup/who-can-administer.ts';
import { readSite, type Site } from './site.ts';
import { StartRefused } from './start-refused.ts';

export interface StartOptions {
  readonly now?: () => number;
  readonly isDeveloping?: boolean;
  /** Milliseconds in which a whole request must arrive; for tests. */
  readonly requestTimeout?: number;
  /** The maximum number of open connections; for tests. */
  readonly maxConnections?: number;
  /** The cost of the hash for the environment's administrator; for tests. */
  readonly passwordCost?: PasswordCost;
  /** Compiles the schemas of responses, Fastify's own compiler unless set; for tests. */
  readonly compileResponses?: NonNullable<AppDeps['compileResponses']>;
  /** Receives the server before it has any hook or route; for tests. */
  readonly observe?: NonNullable<AppDeps['observe']>;
}

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`; with port 0 the assigned one. */
  readonly listeningAt: string;
  readonly siteAddress: string;
  /** Warnings for the person who runs the server, a sentence or a short list each. */
  readonly warnings: readonly string[];
  /**
   * Where the first administrator is created, with the random code if every request needs it; null
   * if setup is closed.
   */
  readonly setup: { readonly address: string; readonly code: string | null } | null;
  /** All routes with their access. */
  readonly routes: readonly string[];
  /** Finishes the requests in progress, then releases everything. */
  stop(): Promise<void>;
}

/**
 * Starts a server: data directory, lock, database, migrations, samples, routes, port.
 *
 * @throws StartRefused with one line for the person at the shell
 */
export async function startServer(
  config: Config,
  options: StartOptions = {},
): Promise<RunningServer> {
  const now = options.now ?? Date.now;
  const log: Logger = pino({
    level: config.logLevel,
    serializers: { err: asLogged },
    redact: ['req.headers', 'headers', '*.password', '*.signingKey', '*.token'],
  });
  openDataDir(config.dataDir);
  const lock = config.databaseUrl === null ? lockDataDir(config.dataDir, lockNote(config)) : null;
  const database = openDatabase(config);
  try {
    const prepared = await prepare(config, database, log, now, options);
    const { app, general, site, warnings, setup } = prepared;
    const listeningAt = await listen(app, config, log);
    const pruning = setInterval(
      () =>
        void pruneForgotten(database, general.current(), now()).catch((err) =>
          log.error({ err }, 'pruning failed'),
        ),
      600_000,
    );
    return {
      listeningAt,
      siteAddress: site.address,
      warnings,
      setup,
      routes: app.declaredRoutes,
      async stop() {
        clearInterval(pruning);
        general.close();
        await app.close();
        await letGo(database, lock);
      },
    };
  } catch (error) {
    await letGo(database, lock);
    throw error;
  }
}

async function prepare(
  config: Config,
  database: Database,
  log: Logger,
  now: () => number,
  {
    isDeveloping = false,
    requestTimeout,
    maxConnections,
    passwordCost,
    compileResponses,
    observe,
  }: StartOptions,
) {
  await migrateOrRefuse(database, config, now());
  const site = await siteInUse(database, config);
  const siteLock = config.isSiteSet ? { siteAddress: site.address } : {};
  const nameLock = config.siteName === null ? {} : { siteName: config.siteName };
  const locked = { ...siteLock, ...nameLock };
  const general = await openGeneralSettings(database.read, locked, site.address);
  const seal = createSeal(config.secretKey ?? readSecretKeyFile(config.dataDir));
  const locks = await resolveLocks(database, config.jwt, now());
  const stored = JSON.parse((await readSettings(database.read, 'jwt')).value);
  const faults = environmentFaults(locks, stored, site);
  if (faults.length > 0) throw new StartRefused(faults.join('\n'), faults);
  if (config.administrator !== null)
    await createAdministrator(database, config.administrator, passwordCost, now());
  // An override that the environment does not contradict has ended; later it would be a surprise.
  if (config.passwordLoginEnabled !== false) await forgetOverride(database, now());
  await installSamples(database, config.dataDir, now());
  const jwt = createJwtSource(locks, seal);
  const conditions = setupConditions(config, jwt, now);
  const code = createSetupCode(config, site, (unprinted) =>
    log.warn(
      `A request from a proxy, or for another host name, needs the setup code. Setup code: ${unprinted}`,
    ),
  );
  const isOpen = (db: Database['read']) => isSetupOpen(db, conditions);
  const app = await buildApp({
    config,
    database,
    jwt,
    general,
    site,
    log,
    now,
    isDeveloping,
    requestTimeout,
    maxConnections,
    compileResponses,
    observe,
    setup: { isOpen, code },
  });
  const { settings } = await jwt.settings(database.read);
  const isLost = !(await canAnyoneAdminister(database.read, conditions, settings));
  const warnings = [...environmentWarnings(config, site), ...(isLost ? [nobodyAdministers()] : [])];
  const address = `${site.address}setup`;
  const setup = (await isOpen(database.read)) ? { address, code: code.printed } : null;
  return { app, general, site, warnings, setup };
}

function setupConditions(
  { passwordLoginEnabled }: Config,
  jwt: JwtSource,
  now: () => number,
): SetupConditions {
  return {
    async isJwtUsable(db) {
      const { settings } = await jwt.settings(db);
      return isJwtUsable(settings, (await jwt.fingerprints(db, now())).length > 0);
    },
    isPasswordLoginOn: async (db) => (await readPasswordLogin(db, passwordLoginEnabled)).enabled,
  };
}

/** Creates the environment's administrator, unless the site has one. */
async function createAdministrator(
  database: Database,
  { email, password }: NonNullable<Config['administrator']>,
  passwordCost: PasswordCost | undefined,
  now: number,
): Promise<void> {
  const isOpen = async (db: Database['read']) => !(await hasAdministrator(db));
  const first = { email, password, firstName: null, lastName: null, siteName: null };
  try {
    await setUp({ database, isOpen, passwordCost }, first, null, now);
  } catch (error) {
    if (!(error instanceof DashboardError)) throw error;
    if (error.code === 'setup_done') return;
    throw new StartRefused(
      error.fields?.email === undefined
        ? `DASHBOARD_ADMIN_PASSWORD: ${error.fields?.password ?? error.message}`
        : `DASHBOARD_ADMIN_EMAIL: An account with this email exists. To give it the rights, run ./dashboard administrator add ${email}.`,
    );
  }
}

function nobodyAdministers(): string {
  const ways = waysToAnAdministrator.map((way) => `  - ${way}`).join('\n');
  return `Nobody can become an administrator of this site. Do one of these:\n${ways}`;
}

/**
 * The environment's address, otherwise the one that administrators have set, otherwise this
 * machine's.
 */
async function siteInUse(database: Database, config: Config): Promise<Site> {
  const stored = config.isSiteSet ? null : await readStoredSiteAddress(database.read);
  return (stored === null ? null : readSite(stored)) ?? config.site;
}

async function migrateOrRefuse(database: Database, config: Config, now: number): Promise<void> {
  try {
    await migrate(database, now);
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    if (config.databaseUrl === null && !(error instanceof DatabaseUnavailable)) throw error;
    const place =
      config.databaseUrl === null
        ? `in ${config.dataDir}`
        : `at ${new URL(config.databaseUrl).host}`;
    const reason = error instanceof DatabaseUnavailable ? error.cause : error;
    throw new StartRefused(
      `The database ${place} can't be used: ${reason instanceof Error ? reason.message || String(reason) : reason}`,
    );
  }
}

async function listen(app: Server, { host, port }: Config, log: Logger): Promise<string> {
  try {
    // Fastify would log the address; the command prints it in plain English.
    const { level } = log;
    if (log.isLevelEnabled('info')) log.level = 'warn';
    const listeningAt = await app.listen({ host, port });
    log.level = level;
    return listeningAt;
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE')
      throw new StartRefused(
        `Port ${port} on ${host} is in use by another program. Stop it, or set PORT.`,
      );
    if (code === 'EACCES')
      throw new StartRefused(
        `Port ${port} on ${host} is not allowed for this user. Set PORT to a number above 1023.`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartRefused(`HOST ${host} is not an address of this machine.`);
    throw error;
  }
}

async function letGo(database: Database, lock: DataDirLock | null): Promise<void> {
  await database.close();
  lock?.release();
}

function lockNote(config: Config): string {
  return `process ${process.pid} on ${hostname()}, for ${config.site.address}, since ${new Date().toISOString()}`;
}
