import { readFileSync } from 'node:fs';
import { type Fault, lineAt, reportFaults } from './fault.ts';
import { projectFiles } from './project-files.ts';
import { root } from './step.ts';

const page = 'docs/sso-protocol.md';
const rule = /^- \*\*([A-Z]\d+a?)\*\*/gm;
const isTest = /\.(?:test|story|e2e)\.tsx?$/;
/** The name of a test or of a group of them, and the first cell of a row in a table of names. */
const name = /\b(?:test|describe)(?:\.\w+\([^)]*\))*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
const eachName = /\)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,\s*(?:async )?\(/g;

/** Every rule of the protocol page that no test names. */
export function ruleFaults(text: string, testNames: readonly string[]): Fault[] {
  const named = new Set(testNames.flatMap((one) => one.match(/\b[A-Z]\d+a?\b/g) ?? []));
  return [...text.matchAll(rule)].flatMap((match) => {
    const number = match[1] ?? '';
    if (named.has(number)) return [];
    const problem = `no test is named after the rule ${number}`;
    return [{ file: page, line: lineAt(text, match.index), problem }];
  });
}

/** @returns the names of the tests in a file */
export function testNamesIn(text: string): string[] {
  const names = [...text.matchAll(name), ...text.matchAll(eachName)];
  return [...new Set(names.map((match) => match[2] ?? ''))];
}

if (import.meta.main) {
  const names = projectFiles(root)
    .filter((file) => isTest.test(file))
    .flatMap((file) => testNamesIn(readFileSync(`${root}${file}`, 'utf8')));
  reportFaults(ruleFaults(readFileSync(`${root}${page}`, 'utf8'), names));
}
