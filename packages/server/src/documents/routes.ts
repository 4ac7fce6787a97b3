import { readFileSync } from 'node:fs';
import type { Reply, Server } from '../http/server.ts';
import type { Site } from '../site.ts';
import { documentPage, documentsPage, noDocumentPage } from './document-page.ts';
import { readLibrary } from './library.ts';

const style = new URL('style.css', import.meta.url);
/** These pages run nothing and load nothing but their style and pictures. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A picture is looked at by itself, too, and is drawn with styles of its own. */
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

/**
 * `GET /docs` and below: the project's documents, as this very version has them. For anybody: whoever
 * connects an app often has no account here, and nothing in them is secret.
 */
export function registerDocumentRoutes(server: Server, { site }: { readonly site: Site }): void {
  const config = { access: 'public' } as const;
  const schema = { hide: true } as const;
  const home = `${site.basePath}docs`;
  const library = readLibrary();
  const stylesheet = readFileSync(style, 'utf8');
  const byName = new Map(library.documents.map((document) => [document.name, document]));
  // Each page is made once: they are for anybody, and so is asking for them again and again.
  const pages = new Map<string, string>();

  for (const url of ['/docs', '/docs/']) {
    server.get(url, { config, schema }, (_request, reply) =>
      sendPage(reply, 200, documentsPage(library, home)),
    );
  }
  server.get('/docs/style.css', { config, schema }, (_request, reply) =>
    send(reply, 'text/css; charset=utf-8', stylesheet, policy),
  );
  server.get<{ Params: { '*': string } }>('/docs/*', { config, schema }, (request, reply) => {
    const name = request.params['*'];
    const image = library.images.get(name);
    if (image !== undefined) return send(reply, image.type, image.content, picturePolicy);
    const document = byName.get(name);
    if (document !== undefined) {
      const page = pages.get(name) ?? documentPage(document, library, home);
      pages.set(name, page);
      return sendPage(reply, 200, page);
    }
    const moved = movedTo[name];
    if (moved !== undefined) return reply.redirect(`${home}/${moved}`, 302);
    // The address under which the file is known where it is written.
    const asFile = byName.get(name.replace(/(?:\/README)?\.md$/, ''));
    if (asFile !== undefined) return reply.redirect(`${home}/${asFile.name}`, 302);
    return sendPage(reply, 404, noDocumentPage(library, home));
  });
}

function sendPage(reply: Reply, status: number, page: string): Reply {
  return send(reply.code(status), 'text/html; charset=utf-8', page, policy);
}

function send(reply: Reply, type: string, content: string | Buffer, security: string): Reply {
  return reply
    .header('content-security-policy', security)
    .header('cache-control', 'public, max-age=300')
    .type(type)
    .send(content);
}
