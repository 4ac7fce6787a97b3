/** An entry of `packages` in package-lock.json (npm's documentation, "package-lock.json"). */
export interface LockedPackage {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface ProductionPackages {
  /** Folders below `node_modules`. */
  readonly packages: readonly string[];
  /** Symbolic links to workspaces: path → workspace. */
  readonly links: ReadonlyMap<string, string>;
}

/**
 * The packages that the given workspaces need at run time, by the lock file: their dependencies and
 * optional dependencies, and those of these, but no development dependency.
 *
 * @param locked `packages` of package-lock.json
 * @throws Error if the lock file lacks a dependency
 */
export function productionPackages(
  locked: Readonly<Record<string, LockedPackage>>,
  workspaces: readonly string[],
): ProductionPackages {
  const packages = new Set<string>();
  const links = new Map<string, string>();
  const open = [...workspaces];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const { dependencies = {}, optionalDependencies = {} } = locked[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = find(locked, path, name);
      if (found === null) {
        if (name in optionalDependencies) continue;
        throw new Error(`package-lock.json has no "${name}", which ${path} needs.`);
      }
      const entry = locked[found];
      if (entry?.link === true && entry.resolved !== undefined) {
        links.set(found, entry.resolved);
        if (!workspaces.includes(entry.resolved))
          throw new Error(`${path} needs the workspace ${entry.resolved}, which is not shipped.`);
      } else if (!packages.has(found)) {
        packages.add(found);
        open.push(found);
      }
    }
  }
  return { packages: [...packages].sort(), links };
}

/**
 * Where Node finds a package: in the `node_modules` of the folder itself, otherwise of one above
 * it.
 */
function find(
  locked: Readonly<Record<string, LockedPackage>>,
  from: string,
  name: string,
): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (locked[path] !== undefined) return path;
    if (folder === '') return null;
  }
}

/**
 * Whether a file or folder of a shipped folder is needed to run: tests, types and source maps are not.
 *
 * @param path from the project's folder, with slashes
 * @param within the folder that is copied; a `node_modules` inside it is copied by itself, if at all
 */
export function isShipped(path: string, within: string): boolean {
  const inside = path.slice(within.length);
  if (/\/node_modules(?:\/|$)/.test(inside)) return false;
  if (/\.(?:map|d\.[cm]?ts|tsbuildinfo)$/.test(path))
    return path.endsWith('.map') ? false : within.includes('authentication-app');
  if (within.startsWith('packages/'))
    return !/\.(?:test|story)\.tsx?$|^packages\/server\/(?:stories|src\/testing)(?:\/|$)/.test(
      path,
    );
  return !/\/(?:tests?|__tests__|benchmarks?|\.github)(?:\/|$)/.test(inside);
}
