import { existsSync, readFileSync } from 'node:fs';

/**
 * The files that a page loads next, by the start of its path below the base path; `''` is every
 * other page.
 */
const chunksOf: Readonly<Record<string, readonly string[]>> = {
  question: ['src/signed-in-pages.tsx', 'src/charts/chart.tsx'],
  admin: ['src/admin-pages.tsx'],
  setup: ['src/pages/setup/setup-page.tsx'],
  auth: [],
  '': ['src/signed-in-pages.tsx'],
};

type Manifest = Readonly<
  Record<string, { file: string; css?: readonly string[]; imports?: readonly string[] } | undefined>
>;

/**
 * Links that let the browser load the scripts and styles of a page at once, instead of one after
 * the other, from the build's manifest.
 *
 * @param dist the built web app's folder, with a slash at the end
 * @returns a function from a path below the base path, such as `question/1?view=table`, to its
 * links
 */
export function readPreloads(dist: string): (path: string) => string {
  const file = `${dist}manifest.json`;
  const manifest: Manifest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

  function filesOf(name: string): string[] {
    const chunk = manifest[name];
    // The page itself loads the entry.
    if (chunk === undefined || name === 'index.html') return [];
    return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap(filesOf)];
  }

  const links = new Map(
    Object.entries(chunksOf).map(([place, chunks]) => [
      place,
      [...new Set(chunks.flatMap(filesOf))]
        .map((asset) => {
          const rel = asset.endsWith('.css') ? 'stylesheet' : 'modulepreload';
          return `<link rel="${rel}" crossorigin href="./${asset}">`;
        })
        .join(''),
    ]),
  );
  return (path) => links.get(/^[a-z]+(?=[/?]|$)/.exec(path)?.[0] ?? '') ?? links.get('') ?? '';
}
