import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CompressedText, compressText } from '../http/compressed.ts';
import type { Reply, Server } from '../http/server.ts';
import type { Site } from '../site.ts';
import {
  apiReferencePage,
  documentArticle,
  documentPage,
  documentsPage,
  noDocumentPage,
  type Place,
} from './document-page.ts';
import { readLibrary } from './library.ts';
import { searchEntries } from './search-index.ts';

/** These pages load this site's own scripts, style, font and pictures, and nothing else. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** The component of the API reference has its icons in its style sheet. */
const apiPolicy = policy.replace("img-src 'self'", "img-src 'self' data:");
/** A picture can also be opened by itself, and has inline styles. */
const picturePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** Addresses under which other documents link to ours. */
const movedTo: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  'latest/enterprise-guide/authenticating-with-jwt': 'authenticating-with-jwt',
  ...imageMoved('JWT-auth-form.png', 'jwt-form.png'),
  ...imageMoved('password-disable.png', 'password-login.png'),
});

function imageMoved(from: string, to: string): Record<string, string> {
  return {
    [`images/${from}`]: `images/${to}`,
    [`latest/enterprise-guide/images/${from}`]: `images/${to}`,
  };
}

/** The scripts and styles of these pages, by the part of their address after `/docs/`. */
const types: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'api-reference.css': 'text/css; charset=utf-8',
  'search.js': 'text/javascript; charset=utf-8',
  'api-reference.js': 'text/javascript; charset=utf-8',
};

export interface DocumentRouteDeps {
  readonly site: Site;
  readonly siteName: () => string;
  /**
   * The address, below the base path, of the built asset whose name matches; null if there is none.
   */
  readonly findAsset: (name: RegExp) => string | null;
}

/**
 * `GET /docs` and below, and `GET /api/docs`: the documents of this version and the API reference.
 * Public: the developer of an authentication app often has no account here, and they contain no
 * secret.
 */
export function registerDocumentRoutes(server: Server, deps: DocumentRouteDeps): void {
  const config = { access: 'public' } as const;
  const schema = { hide: true } as const;
  const { basePath } = deps.site;
  const home = `${basePath}docs`;
  const library = readLibrary();
  const byName = new Map(library.documents.map((document) => [document.name, document]));
  const files = readFiles(deps, basePath);
  const stamp = createHash('sha256')
    .update(JSON.stringify([files, library.documents]))
    .digest('hex')
    .slice(0, 8);
  const sent = new Map(Object.entries(files).map(([name, text]) => [name, compressText(text)]));
  const articles = new Map<string, string>();
  let searchIndex: CompressedText | undefined;
  // Each page is rendered once, because anyone can request it any number of times.
  const pages = new Map<string, CompressedText>();
  let pagesSiteName = deps.siteName();

  function article(name: string): string {
    const document = byName.get(name);
    if (document === undefined) throw new TypeError('an article is of a document');
    const kept = articles.get(name) ?? documentArticle(document, library, basePath);
    articles.set(name, kept);
    return kept;
  }

  function page(name: string, make: (place: Place) => string): CompressedText {
    const siteName = deps.siteName();
    if (siteName !== pagesSiteName) pages.clear();
    pagesSiteName = siteName;
    const kept = pages.get(name) ?? compressText(make({ basePath, siteName, stamp }));
    pages.set(name, kept);
    return kept;
  }

  for (const url of ['/docs', '/docs/']) {
    server.get(url, { config, schema }, (_request, reply) =>
      sendPage(
        reply,
        200,
        page('', (place) => documentsPage(library, place)),
      ),
    );
  }
  server.get('/api/docs', { config, schema }, (_request, reply) => {
    const [script, style] = [
      deps.findAsset(/^swagger-ui-.*\.js$/),
      deps.findAsset(/^swagger-ui-.*\.css$/),
    ];
    const assets = script === null || style === null ? null : { script, style };
    const made = page('/api', (place) => apiReferencePage(library, place, assets));
    return sendPage(reply, 200, made, apiPolicy);
  });
  server.get('/docs/search.json', { config, schema }, (_request, reply) => {
    searchIndex ??= compressText(
      JSON.stringify(
        library.documents.flatMap(({ name, title }) => searchEntries(name, title, article(name))),
      ),
    );
    return searchIndex.send(prepare(reply, 'application/json; charset=utf-8', policy));
  });
  for (const [name, text] of sent) {
    server.get(`/docs/${name}`, { config, schema }, (_request, reply) =>
      text.send(prepare(reply, types[name] ?? '', policy)),
    );
  }
  server.get<{ Params: { '*': string } }>('/docs/*', { config, schema }, (request, reply) => {
    const name = request.params['*'];
    const image = library.images.get(name);
    if (image !== undefined) return prepare(reply, image.type, picturePolicy).send(image.content);
    const document = byName.get(name);
    if (document !== undefined) {
      const made = page(name, (place) => documentPage(document, article(name), library, place));
      return sendPage(reply, 200, made);
    }
    const moved = movedTo[name];
    if (moved !== undefined) return reply.redirect(`${home}/${moved}`, 302);
    // The address with the name of the file.
    const asFile = byName.get(name.replace(/(?:\/README)?\.md$/, ''));
    if (asFile !== undefined) return reply.redirect(`${home}/${asFile.name}`, 302);
    return sendPage(
      reply,
      404,
      page('/missing', (place) => noDocumentPage(library, place)),
    );
  });
}

/** The pages' own scripts and styles, with the product's font if it was built. */
function readFiles({ findAsset }: DocumentRouteDeps, basePath: string): Record<string, string> {
  const files = Object.fromEntries(
    Object.keys(types).map((name) => [name, readFileSync(new URL(name, import.meta.url), 'utf8')]),
  );
  const font = findAsset(/^inter-latin-wght-normal-.*\.woff2$/);
  const face =
    font === null
      ? ''
      : `@font-face { font-family: "Inter Variable"; font-weight: 100 900; font-display: swap; src: url("${basePath}${font}") format("woff2-variations"); }\n`;
  return { ...files, 'style.css': face + files['style.css'] };
}

function sendPage(reply: Reply, status: number, page: CompressedText, security = policy): Reply {
  return page.send(prepare(reply.code(status), 'text/html; charset=utf-8', security));
}

function prepare(reply: Reply, type: string, security: string): Reply {
  return reply
    .header('content-security-policy', security)
    .header('cache-control', 'public, max-age=300')
    .type(type);
}
