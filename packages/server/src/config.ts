import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { isPlainAddress } from './accounts/plain-address.ts';
import { defaultQueryLimits, type QueryLimits } from './databases/query-limits.ts';
import { type JwtEnvironment, jwtVariables, readInteger } from './jwt-settings/jwt-environment.ts';
import { passwordFault } from './passwords/password-fault.ts';
import { readSite, type Site } from './site.ts';
import { StartRefused } from './start-refused.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The configuration from the environment, read once at the start and validated as a whole. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly site: Site;
  readonly siteName: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** `postgres://…`, or null for the embedded database in the data directory. */
  readonly databaseUrl: string | null;
  /** 32 bytes, or null for the key file in the data directory. */
  readonly secretKey: Buffer | null;
  readonly logLevel: (typeof logLevels)[number];
  /** The number of proxies in front of the server, or their addresses; false for none. */
  readonly trustProxy: false | number | readonly string[];
  /** The environment's value for password login (W3), or null. */
  readonly passwordLoginEnabled: boolean | null;
  /** Whether the environment sets the site's address; otherwise administrators can set it. */
  readonly isSiteSet: boolean;
  /** The code that setup over HTTP requires of every request, or null for a random one. */
  readonly setupCode: string | null;
  readonly administrator: { readonly email: string; readonly password: string } | null;
  readonly jwt: JwtEnvironment;
  /** The limits of every query. */
  readonly queries: QueryLimits;
  /** Variables that begin with `DASHBOARD_` and are unknown: probably mistyped. */
  readonly unknownVariables: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. An empty variable counts as absent.
 *
 * @throws StartRefused with every error, a line each
 */
export function readConfig(environment: Environment): Config {
  const { config, faults } = inspectEnvironment(environment);
  if (faults.length > 0) throw new StartRefused(faultList(faults), faults);
  return config;
}

/**
 * Reads the environment, with any number of errors.
 *
 * @returns each error as a sentence, and the configuration with defaults for invalid values
 */
export function inspectEnvironment(environment: Environment): {
  readonly config: Config;
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  const known = new Set<string>();

  function read<T>(
    name: string,
    fallback: T,
    parse: (text: string) => T | undefined,
    expected: string,
  ): T {
    known.add(name);
    const text = environment[name]?.trim();
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value === undefined) faults.push(`${name} must be ${expected}.`);
    return value ?? fallback;
  }

  const isSet = (name: string) => Boolean(environment[name]?.trim());

  const port = read('PORT', 3000, (t) => readInteger(t, 0, 65_535), 'a port from 0 to 65535');
  const host = read('HOST', '127.0.0.1', readHost, 'an address or a host name to listen on');
  const site = read(
    'DASHBOARD_SITE_URL',
    readSite(`http://localhost:${port}`),
    (t) => readSite(t) ?? undefined,
    'an address such as https://example.com or https://example.com/bi/, without user, query or fragment',
  );
  const databaseUrl = read(
    'DATABASE_URL',
    null,
    (t) => (/^postgres(?:ql)?:\/\//.test(t) && URL.canParse(t) ? t : undefined),
    'an address such as postgres://user:password@host:5432/dashboard',
  );
  const secretKey = read(
    'DASHBOARD_SECRET_KEY',
    null,
    (t) => (/^[0-9a-f]{64}$/i.test(t) ? Buffer.from(t, 'hex') : undefined),
    '64 hex digits (make one with: openssl rand -hex 32)',
  );
  if (environment.DATABASE_URL && !environment.DASHBOARD_SECRET_KEY) {
    faults.push(
      'DASHBOARD_SECRET_KEY is required with DATABASE_URL: every server must share it (make one with: openssl rand -hex 32).',
    );
  }
  const jwt: Record<string, unknown> = {};
  for (const variable of jwtVariables) {
    const value = read<unknown>(variable.name, undefined, variable.read, variable.expected);
    if (value !== undefined) jwt[variable.setting] = value;
  }
  const config: Config = {
    port,
    host,
    site: site as Site,
    siteName: read(
      'DASHBOARD_SITE_NAME',
      null,
      (t) => (t.length <= 100 ? t : undefined),
      'at most 100 characters',
    ),
    dataDir: resolve(read('DASHBOARD_DATA_DIR', './data', (t) => t, 'a folder')),
    databaseUrl,
    secretKey,
    logLevel: read(
      'DASHBOARD_LOG_LEVEL',
      'info',
      (t) => logLevels.find((level) => level === t),
      `one of ${logLevels.join(', ')}`,
    ),
    trustProxy: read<Config['trustProxy']>(
      'DASHBOARD_TRUST_PROXY',
      false,
      readTrustProxy,
      'the number of proxies in front of the server, or a comma-separated list of their addresses or CIDR ranges',
    ),
    passwordLoginEnabled: read<boolean | null>(
      'DASHBOARD_PASSWORD_LOGIN_ENABLED',
      null,
      (t) => (t === 'true' ? true : t === 'false' ? false : undefined),
      'true or false',
    ),
    isSiteSet: isSet('DASHBOARD_SITE_URL'),
    setupCode: read(
      'DASHBOARD_SETUP_CODE',
      null,
      (t) => (t.length >= 16 && t.length <= 128 && new Set(t).size >= 8 ? t : undefined),
      '16 to 128 characters long, with at least 8 different characters',
    ),
    administrator: readAdministrator(read, isSet, faults),
    jwt: jwt as JwtEnvironment,
    queries: defaultQueryLimits,
    unknownVariables: Object.keys(environment).filter(
      (name) => name.startsWith('DASHBOARD_') && !known.has(name),
    ),
  };
  return { config: Object.freeze(config), faults };
}

function faultList(faults: readonly string[]): string {
  const heading =
    faults.length === 1
      ? 'The environment has an error:'
      : `The environment has ${faults.length} errors:`;
  return [heading, ...faults.map((fault) => `  - ${fault}`)].join('\n');
}

type Read = <T>(
  name: string,
  fallback: T,
  parse: (text: string) => T | undefined,
  expected: string,
) => T;

function readAdministrator(
  read: Read,
  isSet: (name: string) => boolean,
  faults: string[],
): Config['administrator'] {
  const email = read(
    'DASHBOARD_ADMIN_EMAIL',
    null,
    (t) => (isPlainAddress(t.toLowerCase()) ? t : undefined),
    'an email address',
  );
  const password = read(
    'DASHBOARD_ADMIN_PASSWORD',
    null,
    (t) => (passwordFault(t) === null ? t : undefined),
    'a password of 10 to 128 characters that is not a common one',
  );
  if (email !== null && password !== null) return { email, password };
  if (isSet('DASHBOARD_ADMIN_EMAIL') !== isSet('DASHBOARD_ADMIN_PASSWORD'))
    faults.push('Set both DASHBOARD_ADMIN_EMAIL and DASHBOARD_ADMIN_PASSWORD: one is missing.');
  return null;
}

function readHost(text: string): string | undefined {
  return isIP(text) !== 0 || /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)
    ? text
    : undefined;
}

function readTrustProxy(text: string): Config['trustProxy'] | undefined {
  if (text === 'true') return 1;
  if (text === 'false' || text === '0') return false;
  const hops = readInteger(text, 1, 32);
  if (hops !== undefined) return hops;
  const ranges = text.split(',').map((range) => range.trim());
  return ranges.every(isRange) ? ranges : undefined;
}

function isRange(text: string): boolean {
  const [address = '', bits, rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest !== undefined) return false;
  return bits === undefined || readInteger(bits, 0, family === 4 ? 32 : 128) !== undefined;
}
