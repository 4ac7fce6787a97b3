import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ConfirmationPage,
  maxReturnPathLength,
  type RefusalPage,
  readReturnPath,
} from '@dashboard/contract';
import fastifyStatic from '@fastify/static';
import type { Site } from '../site.ts';
import { allowFraming } from './embedding.ts';
import { readPreloads } from './preloads.ts';
import type { Reply, Request, Server } from './server.ts';

const dist = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** The build writes all assets into one folder; a compressed copy has no address of its own. */
const assetName = /^\w[\w.-]*(?<!\.(?:br|gz))$/;

/** Sends the web app's one page, filled in for this answer. */
export type SendPage = (
  reply: Reply,
  status: number,
  data?: RefusalPage | ConfirmationPage,
  options?: {
    /** The listed sites may show it in a frame; all other pages nobody may. */
    readonly isFrameable: boolean;
  },
) => Reply;

export interface WebAppDeps {
  readonly site: Site;
  /** Where a stranger who opens a page is sent: S1. */
  readonly signInDoor: () => Promise<'sso' | 'login' | 'setup'>;
}

/** Reads the built page once; while developing (`npm run dev`) it is built again and again, and read each time. */
export function createSendPage(site: Site, isDeveloping: boolean): SendPage {
  const read = () =>
    readFileSync(`${dist}index.html`, 'utf8').replace(
      /<base href="[^"]*"/,
      `<base href="${site.basePath}"`,
    );
  if (!existsSync(`${dist}index.html`))
    throw new TypeError('the web app is built before the server starts');
  const kept = read();
  const preloads = readPreloads(dist);
  return (reply, status, told, { isFrameable } = { isFrameable: false }) => {
    if (isFrameable) allowFraming(reply);
    const origins = isFrameable ? reply.request.embeddingOrigins.join(' ') : '';
    const nonce = randomBytes(16).toString('base64');
    const data = told === undefined ? '' : JSON.stringify(told).replaceAll('<', '\\u003c');
    const path = reply.request.url.slice(site.basePath.length);
    const links = told !== undefined ? '' : (isDeveloping ? readPreloads(dist) : preloads)(path);
    const page = (isDeveloping ? read() : kept)
      .replace('</head>', `${links}</head>`)
      .replaceAll('__CSP_NONCE__', nonce)
      .replace('__EMBEDDING_ORIGINS__', origins)
      .replace(/(<script type="application\/json" id="refusal"[^>]*>)/, (tag) => tag + data);
    const policy = String(reply.getHeader('content-security-policy')).replace(
      "style-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
    );
    return reply
      .code(status)
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page);
  };
}

/** The address, below the base path, of the built asset whose name matches; null where there is none. */
export function findAsset(name: RegExp): string | null {
  const found = readdirSync(`${dist}assets`).find(
    (file) => assetName.test(file) && name.test(file),
  );
  return found === undefined ? null : `assets/${found}`;
}

/** Gives replies `sendFile` for the built files and the copies that the build compressed, and no route. */
export async function findWebAppFiles(server: Server): Promise<void> {
  const options = { serve: false, acceptRanges: false, preCompressed: true } as const;
  await server.register(fastifyStatic, { root: dist, ...options });
}

/** The web app: its files for anybody, its pages for whoever is signed in. */
export function registerWebApp(server: Server, deps: WebAppDeps, sendPage: SendPage): void {
  const config = { access: 'public' } as const;
  server.get<{ Params: { '*': string } }>(
    '/assets/*',
    { config, schema: { hide: true } },
    (request, reply) => {
      const name = request.params['*'];
      if (!assetName.test(name)) return reply.callNotFound();
      return reply.sendFile(`assets/${name}`, { maxAge: '1y', immutable: true });
    },
  );
  for (const file of ['favicon.svg', 'color-scheme.js']) {
    server.get(`/${file}`, { config, schema: { hide: true } }, (_request, reply) =>
      reply.sendFile(file, { maxAge: '1h' }),
    );
  }
  for (const page of ['/setup', '/auth/login', '/auth/signed-out']) {
    server.get(page, { config, schema: { hide: true } }, (_request, reply) => sendPage(reply, 200));
  }
  server.get<{ Params: { '*': string } }>(
    '/*',
    { config: { access: 'page', keepsNoText: true }, schema: { hide: true } },
    async (request, reply) => {
      if (request.params['*'].startsWith('api/')) return reply.callNotFound();
      if (request.viewer !== null)
        return sendPage(reply, 200, undefined, { isFrameable: isQuestion(request, deps.site) });
      return reply.redirect(await strangerGoesTo(request, deps), 302);
    },
  );
}

/** Of all pages only questions are shown in a frame. */
function isQuestion({ url }: Request, { basePath }: Site): boolean {
  return (
    url.startsWith(`${basePath}question/`) &&
    /^[\w~%-]+\/?(?:\?|$)/.test(url.slice(`${basePath}question/`.length))
  );
}

async function strangerGoesTo(request: Request, { site, signInDoor }: WebAppDeps): Promise<string> {
  const door = await signInDoor();
  if (door === 'setup') return `${site.basePath}setup`;
  const address = door === 'sso' ? 'auth/sso/' : 'auth/login';
  return `${site.basePath}${address}?return_to=${encodeURIComponent(destination(request.url, site))}`;
}

/** The address that was asked for; one that is too long loses its query, one that is no destination is home. */
function destination(url: string, site: Site): string {
  for (const candidate of [url, url.split('?', 1)[0] ?? '']) {
    if (candidate.length > 4 * maxReturnPathLength) continue;
    const path = readReturnPath(candidate, site.address);
    if (path !== null && path !== 'invalid') return path;
  }
  return site.basePath;
}
