import { readdirSync } from 'node:fs';

const notOurs = new Set([
  '.cache',
  '.git',
  'coverage',
  'dist',
  'node_modules',
  'playwright-report',
  'test-results',
]);

/**
 * Every file of the project, from its root, with `/` on every system, in order; generated files are
 * omitted.
 */
export function projectFiles(root: string, folder = ''): string[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true })
    .filter(({ name }) => !notOurs.has(name) && `${folder}${name}` !== 'data')
    .flatMap((entry) => {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory()) return projectFiles(root, `${path}/`);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}
