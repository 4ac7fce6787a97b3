/**
 * For each place in the code the places it can import, besides itself; anything not listed is
 * forbidden.
 */
export type ImportTable = Readonly<Record<string, readonly string[]>>;

/**
 * Packages and folders of the repository. `server/testing` is the only part of the server that
 * others can import.
 */
export const packageImports: ImportTable = {
  'authentication-app': [],
  contract: [],
  'login-token': [],
  server: ['contract', 'login-token'],
  web: ['contract'],
  bench: ['server/testing'],
  e2e: ['server/testing', 'login-token', 'tools'],
  tools: ['server/testing', 'web', 'login-token'],
  examples: ['authentication-app'],
};

/** Features of the server, with the packages they can import. */
export const serverImports: ImportTable = {
  db: [],
  secrets: [],
  outbound: [],
  settings: ['db', 'audit', 'contract'],
  passwords: ['db', 'settings', 'audit'],
  accounts: ['db', 'groups', 'contract'],
  groups: ['db', 'audit', 'contract'],
  audit: ['db', 'contract'],
  permissions: ['db', 'contract'],
  databases: ['db', 'contract'],
  sessions: ['db', 'accounts', 'groups', 'permissions', 'secrets', 'contract'],
  questions: ['db', 'permissions', 'databases', 'contract'],
  'jwt-settings': [
    ...['db', 'groups', 'settings', 'passwords', 'audit', 'secrets', 'outbound'],
    ...['login-token', 'contract'],
  ],
  'password-login': [
    ...['db', 'accounts', 'groups', 'sessions', 'jwt-settings', 'passwords', 'audit', 'secrets'],
    'contract',
  ],
  people: [
    ...['db', 'accounts', 'groups', 'sessions', 'jwt-settings', 'passwords', 'audit'],
    'contract',
  ],
  sso: [
    ...['db', 'accounts', 'groups', 'sessions', 'jwt-settings', 'passwords', 'audit', 'secrets'],
    ...['outbound', 'login-token', 'contract'],
  ],
  'token-check': [
    ...['db', 'accounts', 'groups', 'jwt-settings', 'sso', 'login-token', 'contract'],
  ],
  setup: ['db', 'accounts', 'groups', 'sessions', 'passwords', 'settings', 'audit', 'contract'],
  downloads: [],
  documents: ['http'],
  properties: ['db', 'accounts', 'groups', 'sessions', 'audit', 'contract'],
  http: ['db', 'sessions', 'permissions', 'audit', 'contract'],
};

/** What a file that reads requests can import in addition to its feature. */
export const routesImports: readonly string[] = ['http', 'permissions', 'contract'];

/** The folders of `sso/` in the order of a sign-in: each can import the earlier ones, and the refusal. */
export const signInRooms: readonly string[] = ['start', 'receive', 'verify', 'admit', 'refuse'];

/** The file of `sso/` that every folder can import. */
export const signInRefusal = 'refuse/sign-in-refused.ts';

/** Files besides `routes.ts` that read requests and write responses; the checks of a sign-in do not. */
export const filesWithHttp =
  /^sso\/(?:sign-in|sign-in-context)\.ts$|^sso\/(?:start|receive|refuse)\/[\w-]+\.ts$/;

/** Steps besides every `*-store.ts` that build SQL, each for its own small table. */
export const filesWithSql: readonly string[] = [
  'sso/start/sign-in-attempt.ts',
  'sso/receive/pending-sign-in.ts',
  'sso/admit/used-tokens.ts',
];

/** Files at the top of the server's `src` for every feature; each can import only what it lists. */
export const sharedFiles: ImportTable = {
  'dashboard-error.ts': ['contract'],
  'start-refused.ts': [],
  'site.ts': ['contract'],
  'entity-tag.ts': [],
  'network.ts': [],
  'read-json-object.ts': [],
  'version.ts': [],
  'set-bounded.ts': [],
  'reference.ts': ['secrets'],
};

/** Files that combine the others, and so can import every feature; no file imports them. */
export const composers: readonly string[] = ['commands', 'demo', 'testing', 'stories'];

/** Folders of the web app; `main.tsx` and `app.tsx` can import all of them. */
export const webImports: ImportTable = {
  api: ['contract'],
  words: ['api', 'contract'],
  parts: ['api', 'words', 'contract'],
  charts: ['parts', 'words', 'contract'],
  pages: ['api', 'charts', 'parts', 'words', 'contract'],
};
