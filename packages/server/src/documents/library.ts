import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A Markdown file of this project that the server shows. */
export interface Document {
  /** From the project's folder, with slashes: `docs/errors.md`. */
  readonly file: string;
  /** What follows `/docs/` in its address: `errors`. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** All that is shown under `/docs`; read once, since it changes with the program only. */
export interface Library {
  readonly documents: readonly Document[];
  /** Pictures, by what follows `/docs/` in their address: `images/question.png`. */
  readonly images: ReadonlyMap<string, { readonly type: string; readonly content: Buffer }>;
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** Those who connect an app come first; what isn't named follows by its name. */
const first = [
  ...[
    'authenticating-with-jwt',
    'connect-your-app',
    'flows',
    'embedding',
    'sso-protocol',
    'errors',
    'from-metabase',
  ],
  ...['operations', 'architecture', 'glossary'],
].map((name) => `docs/${name}.md`);
const patterns = [
  ...['docs/*.md', 'examples/*/README.md', 'packages/authentication-app/README.md'],
  ...['SECURITY.md', 'CONTRIBUTING.md', 'docs/adr/*.md'],
];
const imageTypes: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** Reads the documents that were installed with the program; there may be none. */
export function readLibrary(): Library {
  const files = patterns.flatMap((pattern) => [...globSync(pattern, { cwd: root })].sort(byPlace));
  const images = globSync('docs/images/*.{png,svg}', { cwd: root });
  return {
    documents: files.filter((file) => existsSync(root + file)).map(readDocument),
    images: new Map(
      images.map((file) => [
        slashes(file).slice('docs/'.length),
        {
          type: imageTypes[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
          content: readFileSync(root + file),
        },
      ]),
    ),
  };
}

/** `docs/errors.md` → `errors`, `examples/java/README.md` → `examples/java`. */
export function documentName(file: string): string {
  return file
    .replace(/^docs\//, '')
    .replace(/^packages\//, '')
    .replace(/\/README\.md$/, '')
    .replace(/\.md$/, '');
}

function readDocument(path: string): Document {
  const file = slashes(path);
  const text = readFileSync(root + file, 'utf8');
  const [, title = documentName(file)] = /^# (.+)$/m.exec(text) ?? [];
  return { file, name: documentName(file), title: title.replaceAll('`', ''), text };
}

function byPlace(a: string, b: string): number {
  const place = (file: string) =>
    (first.indexOf(slashes(file)) + first.length + 1) % (first.length + 1);
  return place(a) - place(b) || (a < b ? -1 : 1);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
