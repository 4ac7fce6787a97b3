import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs a Debian package, after a line that says so, if the process runs as root on Debian; does
 * nothing otherwise. The caller checks again whether it is there.
 */
export function installWithApt(name: string, purpose: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.error(`Installing ${name} ${purpose} (apt-get install ${name})…`);
  const aptGet = ['apt-get', '-o', 'DPkg::Lock::Timeout=300'];
  const steps = [
    // An installation that was killed half-way keeps apt-get from installing anything.
    ['dpkg', '--configure', '-a'],
    [...aptGet, 'update'],
    [...aptGet, 'install', '-y', '--no-install-recommends', name],
  ];
  for (const [program = '', ...words] of steps) {
    const { status, stderr } = spawnSync(program, words, {
      // In run level 1, a package starts no server.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) console.error(stderr);
  }
}
