import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../testing/test-database.ts';
import { openReadOnly } from './open-read-only.ts';
import { defaultQueryLimits } from './query-limits.ts';
import { askReader, forkReader } from './query-reader.ts';

function newFile(sql = 'create table t (a); insert into t values (1)'): string {
  const file = join(newFolder(), 'source.sqlite');
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return file;
}

function newReader(file: string, program?: string): ChildProcess {
  const reader = forkReader(file, program);
  onTestFinished(() => void reader.kill('SIGKILL'));
  return reader;
}

function ask(reader: ChildProcess, sql: string) {
  const { maxRows, maxBytes, timeout } = defaultQueryLimits;
  const query = { sql, values: [], maxRows, maxBytes };
  return askReader(reader, query, timeout, new AbortController().signal);
}

describe('the sandbox of a query process', () => {
  test('denies files, programs, threads and the network to code inside', async () => {
    const file = newFile();
    const folder = dirname(file);
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    const listener = createServer().listen(join(folder, 'socket'));
    onTestFinished(() => void listener.close());
    await once(listener, 'listening');
    const before = readFileSync(file);
    const probe = fileURLToPath(new URL('../testing/sandbox-probe.ts', import.meta.url));
    const [{ outcomes, variables }] = await once(newReader(file, probe), 'message');
    const denied = 'ERR_ACCESS_DENIED';
    expect(outcomes).toEqual({
      'read another file': denied,
      'list a folder': denied,
      'read the server’s variables': denied,
      'write its own file': denied,
      'write a new file': denied,
      'start a program': denied,
      'start a thread without restrictions': denied,
      'connect to a socket': denied,
      'listen on a port': denied,
      'open the inspector': denied,
      'load an extension into SQLite': 'ERR_LOAD_SQLITE_EXTENSION',
    });
    expect(variables).toEqual([]);
    expect(readFileSync(file)).toEqual(before);
  });

  test.runIf(process.platform === 'linux')(
    'has none of the server’s environment variables',
    async () => {
      const reader = newReader(newFile());
      await once(reader, 'spawn');
      const names = readFileSync(`/proc/${reader.pid}/environ`, 'utf8')
        .split('\0')
        .flatMap((entry) => (entry === '' ? [] : [entry.split('=')[0] ?? '']));
      expect(names.filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual([]);
    },
  );

  test('refuses a view of the file that calls an unsafe function', async () => {
    const file = newFile(
      "create virtual table r using rtree (id, low, high); create view v as select rtreecheck('r')",
    );
    expect(await ask(newReader(file), 'select * from v')).toEqual({
      failed: 'unsafe use of rtreecheck()',
    });
  });

  test('accepts SQL of a million bytes and refuses more', async () => {
    const reader = newReader(newFile());
    const sqlOf = (bytes: number) => 'select 1 --'.padEnd(bytes, 'x');
    expect(await ask(reader, sqlOf(1_000_000))).toMatchObject({ rows: { rows: [[1]] } });
    expect(await ask(reader, sqlOf(1_000_001))).toMatchObject({ failed: expect.any(String) });
  });

  test.each([
    ['is lower than the server’s', 0, 10],
    ['is never raised', 15, 15],
  ])('the priority of a query process %s', async (_name, initial, expected) => {
    const reader = newReader(newFile());
    setPriority(reader.pid ?? 0, initial);
    await ask(reader, 'select 1');
    expect(getPriority(reader.pid)).toBe(expected);
  });
});

describe('a file opened for queries, without its authorizer', () => {
  function openWithoutAuthorizer(file = newFile()): DatabaseSync {
    const database = openReadOnly(file);
    onTestFinished(() => database.close());
    database.setAuthorizer(null);
    return database;
  }

  test('still refuses to write, into temporary tables too', () => {
    const database = openWithoutAuthorizer();
    const readOnly = 'attempt to write a readonly database';
    expect(() => database.exec('create temp table x (a)')).toThrow(readOnly);
    database.exec('pragma query_only = off');
    expect(() => database.exec('delete from t')).toThrow(readOnly);
  });

  test('still refuses to open another file or to make a copy', () => {
    const database = openWithoutAuthorizer();
    const other = newFile();
    const tooMany = 'too many attached databases - max 0';
    expect(() => database.exec(`attach database '${other}' as other`)).toThrow(tooMany);
    expect(() => database.exec(`vacuum into '${other}.copy'`)).toThrow(tooMany);
  });
});
