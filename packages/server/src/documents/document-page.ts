import { escapeHtml } from '../http/escape-html.ts';
import type { Document, Library } from './library.ts';
import { documentName } from './library.ts';
import { renderMarkdown } from './render-markdown.ts';

/** One document with the list of all beside it. @param home the address of `/docs`, without a `/` at the end */
export function documentPage(document: Document, library: Library, home: string): string {
  const shown = new Set(library.documents.map(({ file }) => file));
  const addressOf = (file: string) => {
    if (shown.has(file)) return `${home}/${documentName(file)}`;
    const image = file.replace(/^docs\//, '');
    return library.images.has(image) ? `${home}/${image}` : null;
  };
  const article = renderMarkdown(document.text, document.file, addressOf);
  return page(document.title, article, library, home, document);
}

/** The list of all documents. */
export function documentsPage(library: Library, home: string): string {
  const words =
    library.documents.length === 0
      ? 'They were not installed with this server.'
      : 'How to sign people in through your own app, and how to run this server.';
  const api = `The HTTP API is described at <a href="${home.replace(/docs$/, 'api/docs')}">/api/docs</a>.`;
  return page('Documentation', `<h1>Documentation</h1><p>${words} ${api}</p>`, library, home, null);
}

export function noDocumentPage(library: Library, home: string): string {
  const article = '<h1>There is no such page</h1><p>These are all:</p>';
  return page('No such page', article, library, home, null);
}

function page(
  title: string,
  article: string,
  library: Library,
  home: string,
  current: Document | null,
): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Dashboard</title><link rel="stylesheet" href="${home}/style.css"></head>
<body><header><a href="${home}">Dashboard documentation</a> <a class="to-pages" href="#pages">All pages</a></header>
<div class="columns"><main>${article}</main>
<nav id="pages" aria-label="All pages">${sections(library)
    .map(([heading, documents]) => section(heading, documents, home, current))
    .join('')}</nav></div></body></html>`;
}

function sections({ documents }: Library): [string, readonly Document[]][] {
  const isExample = ({ file }: Document) => /^(?:examples|packages)\//.test(file);
  const isDecision = ({ file }: Document) => file.startsWith('docs/adr/');
  const guides = documents.filter((one) => !isExample(one) && !isDecision(one));
  const all: [string, readonly Document[]][] = [
    ['Guides', guides],
    ['Examples', documents.filter(isExample)],
    ['Decisions', documents.filter(isDecision)],
  ];
  return all.filter(([, some]) => some.length > 0);
}

function section(
  heading: string,
  documents: readonly Document[],
  home: string,
  current: Document | null,
): string {
  const items = documents.map(({ name, title }) => {
    const here = name === current?.name ? ' aria-current="page"' : '';
    return `<li><a href="${home}/${name}"${here}>${escapeHtml(title)}</a></li>`;
  });
  return `<h2>${heading}</h2><ul>${items.join('')}</ul>`;
}
