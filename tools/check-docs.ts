import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { compileFences, fencesIn } from './doc-fences.ts';
import { type Fault, lineAt, reportFaults } from './fault.ts';
import { projectFiles } from './project-files.ts';
import { root } from './step.ts';

/**
 * Files and folders of the project under the names that documents can use: the whole path, or its
 * end.
 */
export function knownPaths(files: readonly string[]): ReadonlySet<string> {
  const known = new Set<string>();
  for (const file of files) {
    const parts = file.split('/');
    for (let end = 1; end <= parts.length; end += 1) {
      for (let start = 0; start < end; start += 1) known.add(parts.slice(start, end).join('/'));
    }
  }
  return known;
}

/** Names in a document that do not exist: files, folders, and headings of documents. */
export function docFaults(
  file: string,
  text: string,
  known: ReadonlySet<string>,
  read: (file: string) => string | null,
): Fault[] {
  const fault = (index: number, problem: string) => ({ file, line: lineAt(text, index), problem });
  const paths = [...namedPaths(text)]
    .filter(({ path }) => !known.has(fromTheTop(file, path)))
    .map(({ path, index }) => fault(index, `names ${path}, which does not exist`));
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .filter(([, link = '']) => !/^[a-z]+:/.test(link) && !isThere(file, text, link, read))
    .map(({ 1: link, index }) => fault(index, `links to ${link}, which does not exist`));
  return [...paths, ...links];
}

/** The path that a document names; relative to the document only if it begins with a dot. */
function fromTheTop(file: string, path: string): string {
  const whole = /^\.{1,2}\//.test(path) ? posix.join(posix.dirname(file), path) : path;
  return whole.replace(/\/$/, '');
}

function isThere(
  file: string,
  text: string,
  link: string,
  read: (file: string) => string | null,
): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? text : read(posix.join(posix.dirname(file), path));
  if (target === null) return false;
  return anchor === undefined || headingAnchors(target).includes(anchor);
}

/** The anchors of a page's headings, as the usual viewers create them. */
function headingAnchors(text: string): string[] {
  return [...prose(text).matchAll(/^#+\s+(.+)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Paths in `code`, and in fences without a language, which show the tree. */
function* namedPaths(text: string): Generator<{ path: string; index: number }> {
  const source = /^[\w.@-]+(?:\/[\w.@-]+)*\.(?:tsx?|mjs|md|css|html)$/;
  const place = /^(?:packages|tools|docs|examples|bench|e2e|\.ci)\/[\w./@-]*$/;
  for (const { 0: quoted, 1: path = '', index } of prose(text).matchAll(/`([^`\n]+)`/g)) {
    if (source.test(path) || place.test(path)) yield { path, index: index + quoted.indexOf(path) };
  }
  for (const { text: fence, index: start } of fencesIn(text, '')) {
    for (const { 0: path, index } of fence.matchAll(
      /(?<![\w./@-])[\w.@/-]+(?:\.tsx?|\.mjs|\/)(?![\w./-])/g,
    )) {
      yield { path, index: start + index };
    }
  }
}

/** The same text, line for line, without its fences. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, (fence) => fence.replace(/[^\n]/g, ' '));
}

if (import.meta.main) {
  const files = projectFiles(root);
  const known = knownPaths(files);
  const read = (path: string) => {
    const isFolder = known.has(path.replace(/\/$/, '')) && !files.includes(path);
    if (isFolder) return '';
    return existsSync(`${root}${path}`) ? readFileSync(`${root}${path}`, 'utf8') : null;
  };
  const documents = files.filter((file) => file.endsWith('.md'));
  const faults = documents.flatMap((file) => docFaults(file, read(file) ?? '', known, read));
  reportFaults([...faults, ...compileFences(root, documents)]);
}
