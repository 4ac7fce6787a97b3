import { readFileSync } from 'node:fs';
import { type Fault, lineAt, reportFaults } from './fault.ts';
import { projectFiles } from './project-files.ts';
import { root } from './step.ts';

/**
 * Texts that no file of the project may contain, and why. The words are split so that this file
 * contains none either.
 */
const rules: readonly { readonly pattern: RegExp; readonly problem: string }[] = [
  {
    pattern: /(?<![\w.\-/:}*])\/(?:home|root|Users|work)\/[\w.-]+/g,
    problem: 'names a folder of one machine',
  },
  { pattern: /\.\.\/shared\b/g, problem: 'names a folder that the project does not have' },
  { pattern: /\b(?:registry\.(?:npm|yarn)|deb\.debian)\w*\./g, problem: 'names a registry' },
  {
    pattern: /"resolved": "https?:/g,
    problem: 'records where a package was downloaded from (npm: omit-lockfile-registry-resolved)',
  },
  { pattern: /\b(?:TO[D]O|FIX[M]E)\b/g, problem: 'marks unfinished work' },
];

/** Checks one file by its text. */
export function leftoverFaults(file: string, text: string): Fault[] {
  return rules.flatMap(({ pattern, problem }) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ file, line: lineAt(text, index), problem })),
  );
}

if (import.meta.main) {
  // Public test vectors are texts of other people.
  const files = projectFiles(root).filter((file) => !file.includes('/vectors/'));
  const texts = files.map((file) => ({ file, text: readFileSync(`${root}${file}`, 'utf8') }));
  reportFaults(
    texts
      .filter(({ text }) => !text.includes('\0'))
      .flatMap(({ file, text }) => leftoverFaults(file, text)),
  );
}
