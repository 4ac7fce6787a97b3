/**
 * A query process that attacks: after the real program has started, it tries what code in it must
 * not be able to do.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open as openInspector } from 'node:inspector';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import '../databases/query-process.ts';

const file = process.argv[2] ?? '';
const folder = dirname(file);
const secret = join(folder, 'secret.txt');

/** Each succeeds in a process that has no sandbox; the test prepares the folder. */
const attacks: Readonly<Record<string, () => unknown>> = {
  'read another file': () => readFileSync(secret),
  'list a folder': () => readdirSync(folder),
  'read the server’s variables': () => readFileSync(`/proc/${process.ppid}/environ`),
  'write its own file': () => writeFileSync(file, ''),
  'write a new file': () => writeFileSync(join(folder, 'new.txt'), ''),
  'start a program': () => {
    const { error } = spawnSync(process.execPath, ['--version']);
    if (error !== undefined) throw error;
  },
  'start a thread without restrictions': () =>
    once(
      new Worker(`require('node:fs').readFileSync(${JSON.stringify(secret)})`, {
        eval: true,
        execArgv: ['--no-permission'],
      }),
      'exit',
    ),
  'connect to a socket': () => once(connect(join(folder, 'socket')), 'connect'),
  'listen on a port': () => once(createServer().listen(0), 'listening'),
  'open the inspector': () => openInspector(0, '127.0.0.1'),
  'load an extension into SQLite': () => new DatabaseSync(file, { allowExtension: true }).close(),
};

const outcomes: Record<string, string> = {};
for (const [name, attack] of Object.entries(attacks)) {
  try {
    await attack();
    outcomes[name] = 'succeeded';
  } catch (error) {
    outcomes[name] = (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
process.send?.({ outcomes, variables: Object.keys(process.env) });
