import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type Fault, lineAt, reportFaults } from './fault.ts';
import {
  composers,
  filesWithHttp,
  filesWithSql,
  packageImports,
  routesImports,
  serverImports,
  sharedFiles,
  signInRefusal,
  signInRooms,
  webImports,
} from './import-rules.ts';
import { projectFiles } from './project-files.ts';
import { root } from './step.ts';

const specifiers =
  /(?:^|\n)[ \t]*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)[ \t]*import\s*['"]([^'"]+)['"]/g;

const mayHaveSql = (file: string) =>
  file.startsWith('db/') || file.endsWith('-store.ts') || filesWithSql.includes(file);
const mayHaveHttp = (file: string) =>
  /^(?:http\/|app\.ts$)|\/routes\.ts$/.test(file) || filesWithHttp.test(file);

/** Text that only certain files of the server can contain. */
const textRules = [
  {
    pattern: /\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(/g,
    isAllowed: mayHaveSql,
    problem: 'only a *-store.ts builds SQL',
  },
  {
    pattern: /\bimport\s*\{[^}]*\bsql\b[^}]*\}\s*from\s*['"]kysely['"]/g,
    isAllowed: mayHaveSql,
    problem: 'only a *-store.ts builds SQL',
  },
  {
    pattern: /['"](?:fastify|@fastify\/[\w-]+)['"]/g,
    isAllowed: mayHaveHttp,
    problem: 'only app.ts, http/ and routes.ts use the HTTP framework',
  },
  {
    pattern: /\bprocess\.env\b/g,
    isAllowed: (file: string) => file === 'config.ts' || file === 'main.ts',
    problem: 'only config.ts and the command line read the environment',
  },
];

/** The place of a file, in the names of the tables. */
interface Place {
  /** `server`, `contract`, …, `bench`, `e2e`, `tools`, `examples`; "" at the root. */
  readonly area: string;
  /** The folder within its area; "" for a file at its top. */
  readonly folder: string;
  readonly name: string;
}

/** Checks one file by its path (from the root of the repository) and its text. */
export function importFaults(file: string, text: string): Fault[] {
  const code = withoutComments(text);
  const from = placeOf(file);
  const imports = [...code.matchAll(specifiers)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const to = targetOf(file, specifier);
    if (to === null || mayImport(from, to)) return [];
    const line = lineAt(code, match.index + match[0].lastIndexOf(specifier));
    const isInSignIn = from.folder === 'sso' && to.folder === 'sso';
    const names = isInSignIn ? [from.name, to.name] : [nameOf(from), nameOf(to)];
    return [{ file, line, problem: names.join(' must not import ') }];
  });
  return [...imports, ...textFaults(file, code)];
}

function textFaults(file: string, code: string): Fault[] {
  const { area, folder } = placeOf(file);
  if (area !== 'server' || composers.includes(folder) || isTest(file)) return [];
  const inServer = file.slice('packages/server/src/'.length);
  return textRules
    .filter(({ isAllowed }) => !isAllowed(inServer))
    .flatMap(({ pattern, problem }) =>
      [...code.matchAll(pattern)].map(({ index }) => ({
        file,
        line: lineAt(code, index),
        problem,
      })),
    );
}

/** @returns null for a file of others */
function targetOf(file: string, specifier: string): Place | null {
  const [, ownPackage] = /^@dashboard\/([^/]+)/.exec(specifier) ?? [];
  if (ownPackage !== undefined) return { area: ownPackage, folder: '', name: '' };
  if (!specifier.startsWith('.')) return null;
  return placeOf(posix.join(posix.dirname(file), specifier));
}

function mayImport(from: Place, to: Place): boolean {
  if (from.area === '' || isTest(from.name)) return true;
  if (from.area !== to.area) return mayImportFromOutside(from, to);
  if (from.area === 'server') return mayImportInServer(from, to);
  return from.area === 'web' ? mayImportInWeb(from, to) : true;
}

function mayImportFromOutside(from: Place, to: Place): boolean {
  const guests = packageImports[from.area] ?? [];
  if (guests.includes(`${to.area}/${to.folder}`)) return true;
  return guests.includes(to.area) && (isFree(from) || knownTo(from).includes(to.area));
}

function mayImportInServer(from: Place, to: Place): boolean {
  if (from.folder === 'sso' && to.folder === 'sso') return mayImportInSignIn(from.name, to.name);
  if (from.folder === to.folder && from.folder !== '') return true;
  if (to.folder === 'testing' || to.folder === 'stories') {
    return from.folder === 'testing' || from.folder === 'stories';
  }
  if (isFree(from)) return true;
  if (to.folder === '') return Object.hasOwn(sharedFiles, to.name);
  return knownTo(from).includes(to.folder);
}

/** A folder can import the earlier ones, and none can import the story that combines them. */
function mayImportInSignIn(from: string, to: string): boolean {
  if (to === 'routes.ts') return false;
  if (to === 'sign-in.ts') return from === 'routes.ts';
  const [fromRoom, toRoom] = [from, to].map((name) =>
    signInRooms.indexOf(name.split('/')[0] ?? ''),
  );
  const isTop = fromRoom === -1 || toRoom === -1;
  return isTop || to === signInRefusal || (toRoom ?? 0) <= (fromRoom ?? 0);
}

function mayImportInWeb(from: Place, to: Place): boolean {
  if (from.folder === 'pages' && to.folder === 'pages') return pageOf(from) === pageOf(to);
  return isFree(from) || from.folder === to.folder || knownTo(from).includes(to.folder);
}

/** A file that combines features instead of being one. */
function isFree({ area, folder, name }: Place): boolean {
  if (area === 'examples') return true;
  if (folder === '') return area !== 'server' || !Object.hasOwn(sharedFiles, name);
  return area === 'server' && composers.includes(folder);
}

function knownTo({ area, folder, name }: Place): readonly string[] {
  if (area === 'web') return webImports[folder] ?? [];
  if (folder === '') return sharedFiles[name] ?? [];
  const feature = serverImports[folder] ?? [];
  const readsRequests = name === 'routes.ts' || filesWithHttp.test(`${folder}/${name}`);
  return readsRequests ? [...feature, ...routesImports] : feature;
}

function placeOf(path: string): Place {
  const [first = '', ...rest] = path.replace(/^packages\//, '').split('/');
  if (rest.length === 0) return { area: '', folder: '', name: first };
  if (rest[0] === 'src') rest.shift();
  const [folder = '', ...below] = rest.length > 1 ? rest : ['', ...rest];
  return { area: first, folder, name: below.join('/') };
}

function nameOf(place: Place): string {
  const { area, folder, name } = place;
  const part = folder === 'pages' ? `pages/${pageOf(place)}` : folder || name;
  return part === '' ? area : `${area}/${part}`;
}

function pageOf({ name }: Place): string {
  return /^(?:admin\/)?[^/]+/.exec(name)?.[0] ?? '';
}

function isTest(file: string): boolean {
  return /\.(?:test|story)\.tsx?$/.test(file);
}

/** The same text, line for line, without anything that only looks like code. */
function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  return text.replace(/(?<=^|[\s({,;])\/\*[\s\S]*?\*\//g, blank).replace(/^[ \t]*\/\/.*$/gm, blank);
}

/** Finds files of the server that import each other in a circle, tests aside. @param texts by file */
export function importCircles(texts: ReadonlyMap<string, string>): Fault[] {
  const faults: Fault[] = [];
  const done = new Set<string>();

  function follow(file: string, path: readonly string[]): void {
    if (path.includes(file)) {
      const circle = [...path.slice(path.indexOf(file)), file];
      const problem = `imports itself: ${circle.map((name) => posix.basename(name)).join(' → ')}`;
      faults.push({ file, line: 1, problem });
    }
    const text = texts.get(file);
    if (text === undefined || done.has(file) || path.includes(file)) return;
    for (const [, specifier = ''] of withoutComments(text).matchAll(/\bfrom\s*['"](\.[^'"]+)['"]/g))
      follow(posix.join(posix.dirname(file), specifier), [...path, file]);
    done.add(file);
  }

  const isServer = (file: string) => placeOf(file).area === 'server' && !isTest(file);
  for (const file of [...texts.keys()].filter(isServer)) follow(file, []);
  return faults;
}

if (import.meta.main) {
  const files = projectFiles(root).filter((file) => /\.(?:ts|tsx|js|mjs)$/.test(file));
  const texts = new Map(files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]));
  const faults = [...texts].flatMap(([file, text]) => importFaults(file, text));
  reportFaults([...faults, ...importCircles(texts)]);
}
