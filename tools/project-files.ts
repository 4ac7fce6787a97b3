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

/** Every file of the project, from its top, with `/` on every system, in order; what is made is left out. */
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
