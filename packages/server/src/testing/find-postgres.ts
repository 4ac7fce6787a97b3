import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installWithApt } from './install-with-apt.ts';

/** Where each version of Debian's packages has its programs. */
const debian = '/usr/lib/postgresql';
const debianClusters = '/etc/postgresql-common/createcluster.d/dashboard-tests.conf';

/**
 * The folder with PostgreSQL's own programs (`initdb`, `postgres`): this machine's newest. As root
 * on Debian it is installed if it is missing.
 *
 * @throws Error saying in one line what to install
 */
export function findPostgres(): string {
  const found = findPrograms();
  if (found !== null) return found;
  // Debian would start its own server at once, which is not wanted here.
  const isDebian = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (isDebian) {
    mkdirSync(dirname(debianClusters), { recursive: true });
    writeFileSync(debianClusters, 'create_main_cluster = false\n');
  }
  try {
    installWithApt('postgresql', 'for the tests');
  } finally {
    if (isDebian) rmSync(debianClusters, { force: true });
  }
  const installed = findPrograms();
  if (installed !== null) return installed;
  throw new Error(
    'The tests need PostgreSQL: install it (they use its initdb and postgres), or set TEST_DATABASE_URL.',
  );
}

function findPrograms(): string | null {
  const folders = [
    ...newestFirst(debian).map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
    ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((opt) =>
      newestFirst(opt)
        .filter((name) => /^postgresql(?:@\d+)?$/.test(name))
        .map((name) => join(opt, name, 'bin')),
    ),
  ];
  const isThere = (folder: string) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program)));
  return folders.find(isThere) ?? null;
}

function newestFirst(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}
