import { escapeHtml } from '../http/escape-html.ts';
import type { Document, Library } from './library.ts';
import { documentName } from './library.ts';
import { renderMarkdown } from './render-markdown.ts';

/** The values that the pages need from the running server. */
export interface Place {
  /** The path of the site, with a `/` at both ends. */
  readonly basePath: string;
  readonly siteName: string;
  /** The suffix of the addresses of style and scripts: changes with their content. */
  readonly stamp: string;
}

interface Link {
  /** Below the base path: `docs/errors`. */
  readonly path: string;
  readonly title: string;
  readonly summary: string;
}

const apiReference: Link = {
  path: 'api/docs',
  title: 'API reference',
  summary: 'Every route with its request, its response and its errors.',
};

/** The groups of documents; one in no group is listed in the first. */
const groups: readonly (readonly [string, readonly string[]])[] = [
  [
    'Sign-in with JWT',
    ['authenticating-with-jwt', 'connect-your-app', 'flows', 'embedding', 'from-metabase'],
  ],
  ['Operation', ['operations', 'architecture']],
  ['Reference', ['errors', 'sso-protocol', 'glossary']],
];

/** One document's HTML, without the page around it. */
export function documentArticle(document: Document, library: Library, basePath: string): string {
  const home = `${basePath}docs`;
  const shown = new Set(library.documents.map(({ file }) => file));
  return renderMarkdown(document.text, document.file, (file) => {
    if (shown.has(file)) return `${home}/${documentName(file)}`;
    const image = file.replace(/^docs\//, '');
    return library.images.has(image) ? `${home}/${image}` : null;
  });
}

/** One document. @param article its HTML, from `documentArticle` */
export function documentPage(
  document: Document,
  article: string,
  library: Library,
  place: Place,
): string {
  return page(document.title, article, library, place, `docs/${document.name}`);
}

/** The first page: a card for each document. */
export function documentsPage(library: Library, place: Place): string {
  const cards = sections(library).map(([heading, links]) => {
    const items = links.map(
      ({ path, title, summary }) =>
        `<li><a href="${place.basePath}${path}">${escapeHtml(title)}</a><p>${escapeHtml(summary)}</p></li>`,
    );
    return `<h2>${heading}</h2><ul class="cards">${items.join('')}</ul>`;
  });
  const missing =
    library.documents.length === 0
      ? '<p>The documents are not installed with this server.</p>'
      : '';
  const article = `<h1>Documentation</h1>${missing}${cards.join('')}`;
  return page('Documentation', article, library, place, 'docs');
}

export function noDocumentPage(library: Library, place: Place): string {
  const article =
    '<h1>Page not found</h1><p>This page does not exist. Search, or choose a page from the list.</p>';
  return page('Page not found', article, library, place, null);
}

/**
 * The API reference: the component shows `/api/openapi.json` when its script runs.
 *
 * @param assets its script and style sheet below the base path; null if the web app was built
 * without them
 */
export function apiReferencePage(
  library: Library,
  place: Place,
  assets: { readonly script: string; readonly style: string } | null,
): string {
  const { basePath, stamp } = place;
  const document = `<a href="${basePath}api/openapi.json">OpenAPI document</a>`;
  const article = `<h1>API reference</h1>
<p>JSON over HTTPS. Times are ISO 8601 in UTC. A program can read the same as an ${document}. Each error has a <code>code</code>; <a href="${basePath}docs/errors">Errors</a> explains all of them.</p>
${assets === null ? '<p>The reference was not built with this server.</p>' : '<noscript><p>The reference needs JavaScript.</p></noscript>'}
<div id="api-reference" data-document="${basePath}api/openapi.json"></div>`;
  const head =
    assets === null
      ? ''
      : `<link rel="stylesheet" href="${basePath}${assets.style}"><link rel="stylesheet" href="${basePath}docs/api-reference.css?${stamp}">
<script src="${basePath}${assets.script}" defer></script><script src="${basePath}docs/api-reference.js?${stamp}" defer></script>`;
  return page('API reference', article, library, place, apiReference.path, head);
}

function page(
  title: string,
  article: string,
  library: Library,
  { basePath, siteName, stamp }: Place,
  current: string | null,
  head = '',
): string {
  const here = (path: string) => (path === current ? ' aria-current="page"' : '');
  const lists = sections(library).map(([heading, links]) => {
    const items = links.map(
      ({ path, title: text }) =>
        `<li><a href="${basePath}${path}"${here(path)}>${escapeHtml(text)}</a></li>`,
    );
    return `<h2>${heading}</h2><ul>${items.join('')}</ul>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · ${escapeHtml(siteName)}</title><link rel="icon" href="${basePath}favicon.svg" type="image/svg+xml">
<script src="${basePath}color-scheme.js"></script><link rel="stylesheet" href="${basePath}docs/style.css?${stamp}">${head}
<script src="${basePath}docs/search.js?${stamp}" defer></script></head>
<body><a class="skip" href="#content">Skip to content</a>
<header><a class="home" href="${basePath}">${mark}<span>${escapeHtml(siteName)}</span></a>
<a class="documentation" href="${basePath}docs">Documentation</a>
<search id="search" data-index="${basePath}docs/search.json?${stamp}" data-base="${basePath}" hidden><label for="query">Search the documentation</label>
<input id="query" type="search" placeholder="Search" title="Press / to search" autocomplete="off" spellcheck="false" aria-controls="results"><div id="results" hidden><p role="status"></p><ul></ul></div></search>
<a class="to-pages" href="#pages">All pages</a></header>
<div class="columns"><main id="content" tabindex="-1">${article}</main>
<nav id="pages" aria-label="Documentation">${lists.join('')}</nav></div></body></html>`;
}

/** The product's logo, as in its own bar. */
const mark =
  '<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M4 19l16 0"/><path d="M4 15l4 -6l4 2l4 -5l4 4"/></svg>';

function sections({ documents }: Library): [string, readonly Link[]][] {
  const isExample = ({ file }: Document) => /^(?:examples|packages)\//.test(file);
  const named = new Set(groups.flatMap(([, names]) => names));
  const all = groups.map(([heading, names], index): [string, readonly Link[]] => {
    const own = documents.filter(
      (one) => names.includes(one.name) || (index === 0 && !named.has(one.name) && !isExample(one)),
    );
    const links = own.map(linkTo);
    return [heading, heading === 'Reference' ? [apiReference, ...links] : links];
  });
  all.push(['Examples', documents.filter(isExample).map(linkTo)]);
  return all.filter(([, links]) => links.length > 0);
}

function linkTo({ name, title, summary }: Document): Link {
  return { path: `docs/${name}`, title, summary };
}
