import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, lineAt } from './fault.ts';

/** A fenced block of a document. */
export interface Fence {
  /** Without its first and last line. */
  readonly text: string;
  /** Where `text` begins in the document. */
  readonly index: number;
}

/** The fences of one language; "" is the fences without one. */
export function fencesIn(document: string, language: string): Fence[] {
  return [...document.matchAll(/^```([^\n]*)\n([\s\S]*?)^```/gm)]
    .filter(({ 1: itsLanguage = '' }) => itsLanguage.trim() === language)
    .map(({ 0: whole, 2: text = '', index }) => ({ text, index: index + whole.indexOf('\n') + 1 }));
}

/** Compiles the `ts` fences of documents, each as a separate module, and returns the errors. */
export function compileFences(root: string, documents: readonly string[]): Fault[] {
  const fences = documents.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return fencesIn(text, 'ts').map((fence) => ({
      ...fence,
      file,
      line: lineAt(text, fence.index),
    }));
  });
  if (fences.length === 0) return [];
  // Inside the repository, so that its packages are found.
  const folder = join(root, '.cache/doc-fences');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [index, { text }] of fences.entries()) {
    writeFileSync(join(folder, `${index}.ts`), `${text}\nexport {};\n`);
  }
  const options = { noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: options,
      include: ['*.ts'],
    }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status === 0) return [];
  return [...stdout.matchAll(/^(\d+)\.ts\((\d+),\d+\): (.*)$/gm)].map(
    ({ 1: index, 2: line, 3: problem = '' }) => {
      const fence = fences[Number(index)];
      return { file: fence?.file ?? '', line: (fence?.line ?? 1) + Number(line) - 1, problem };
    },
  );
}
