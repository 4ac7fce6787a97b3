import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A Markdown file of this project that the server shows. */
export interface Document {
  /** From the project's folder, with slashes: `docs/errors.md`. */
  readonly file: string;
  /** The part of its address after `/docs/`: `errors`. */
  readonly name: string;
  readonly title: string;
  /** A one-sentence summary; empty if there is none. */
  readonly summary: string;
  readonly text: string;
}

/** Everything below `/docs/`; read once, because it changes only with the program. */
export interface Library {
  readonly documents: readonly Document[];
  /** Pictures, by what follows `/docs/` in their address: `images/question.png`. */
  readonly images: ReadonlyMap<string, { readonly type: string; readonly content: Buffer }>;
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** Documents for developers of an app come first; the others follow by name. */
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
/** Longer than a title and shorter than a first paragraph. */
const summaries: Readonly<Record<string, string>> = {
  'authenticating-with-jwt': 'For administrators: what each setting of the JWT sign-in does.',
  'connect-your-app': 'For developers: from nothing to a working sign-in in ten minutes.',
  flows: 'Drawings of each way to sign in, step by step.',
  embedding: 'Show a question in a page of your own app.',
  'from-metabase': 'Keep the authentication app that you wrote for Metabase.',
  operations: 'Install, configure, upgrade and recover a server.',
  architecture: 'How the server, the web app and the databases work together.',
  errors: 'Every error code, its cause and what to do.',
  'sso-protocol': 'The numbered rules of the sign-in.',
  glossary: 'One word for each thing, as the product uses it.',
};
const patterns = [
  ...['docs/*.md', 'examples/*/README.md', 'packages/authentication-app/README.md'],
];
const imageTypes: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
};

/**
 * Reads the documents for users that were installed with the program, possibly none. Those for
 * contributors (decisions, CONTRIBUTING, SECURITY) are in the repository only.
 */
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
  const plainTitle = title.replaceAll('`', '');
  return {
    file,
    name: documentName(file),
    title: plainTitle,
    summary: summaries[documentName(file)] ?? firstSentence(text),
    text,
  };
}

/** The first sentence of the first paragraph; empty if a document starts with a heading. */
function firstSentence(text: string): string {
  const [, paragraph = ''] = /^# .+\n+(?![#|>\-`])(.+)/.exec(text) ?? [];
  const plain = paragraph.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
  return /^.+?[.:](?= |$)/.exec(plain)?.[0]?.replace(/:$/, '.') ?? plain;
}

function byPlace(a: string, b: string): number {
  const place = (file: string) =>
    (first.indexOf(slashes(file)) + first.length + 1) % (first.length + 1);
  return place(a) - place(b) || (a < b ? -1 : 1);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
