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

/** The build writes all assets into one folder; a compressed copy has no separate address. */
const assetName = /^\w[\w.-]*(?<!\.(?:br|gz))$/;

/** Sends the web app's one page with the data of this response. */
export type SendPage = (
  reply: Reply,
  status: number,
  data?: RefusalPage | ConfirmationPage,
  options?: {
    /** The listed sites can show it in a frame; no site can frame any other page. */
    readonly isFrameable: boolean;
  },
) => Reply;

export interface WebAppDeps {
  readonly site: Site;
  /** Where a person without a session is redirected: S1. */
  readonly signInDoor: () => Promise<'sso' | 'login' | 'setup'>;
}

/**
 * Reads the built page once; in development (`npm run dev`) it is built repeatedly, and read each
 * time.
 */
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
  return (reply, status, pageData, { isFrameable } = { isFrameable: false }) => {
    if (isFrameable) allowFraming(reply);
    const origins = isFrameable ? reply.request.embeddingOrigins.join(' ') : '';
    const nonce = randomBytes(16).toString('base64');
    const data = pageData === undefined ? '' : JSON.stringify(pageData).replaceAll('<', '\\u003c');
    const path = reply.request.url.slice(site.basePath.length);
    const links =
      pageData !== undefined ? '' : (isDeveloping ? readPreloads(dist) : preloads)(path);
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

/** The address, below the base path, of the built asset whose name matches; null if there is none. */
export function findAsset(name: RegExp): string | null {
  const found = readdirSync(`${dist}assets`).find(
    (file) => assetName.test(file) && name.test(file),
  );
  return found === undefined ? null : `assets/${found}`;
}

/** Gives replies `sendFile` for the built files and their compressed copies, without a route. */
export async function findWebAppFiles(server: Server): Promise<void> {
  const options = { serve: false, acceptRanges: false, preCompressed: true } as const;
  await server.register(fastifyStatic, { root: dist, ...options });
}

/** The web app: its files for everyone, its pages for signed-in people. */
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
      return reply.redirect(await signInAddress(request, deps), 302);
    },
  );
}

/** Only pages of questions are shown in a frame. */
function isQuestion({ url }: Request, { basePath }: Site): boolean {
  return (
    url.startsWith(`${basePath}question/`) &&
    /^[\w~%-]+\/?(?:\?|$)/.test(url.slice(`${basePath}question/`.length))
  );
}

async function signInAddress(request: Request, { site, signInDoor }: WebAppDeps): Promise<string> {
  const entry = await signInDoor();
  if (entry === 'setup') return `${site.basePath}setup`;
  const address = entry === 'sso' ? 'auth/sso/' : 'auth/login';
  return `${site.basePath}${address}?return_to=${encodeURIComponent(destination(request.url, site))}`;
}

/**
 * The requested address; a too long one loses its query. Falls back to the home page if it is not
 * an allowed return path.
 */
function destination(url: string, site: Site): string {
  for (const candidate of [url, url.split('?', 1)[0] ?? '']) {
    if (candidate.length > 4 * maxReturnPathLength) continue;
    const path = readReturnPath(candidate, site.address);
    if (path !== null && path !== 'invalid') return path;
  }
  return site.basePath;
}
