import { randomBytes } from 'node:crypto';
import type { Reply, Request } from './server.ts';

/** Whether the request comes from a browser that shows its response to a person. */
export function wantsPage({ headers, routeOptions }: Request): boolean {
  const isApi = routeOptions.url?.includes('/api/') ?? false;
  return !isApi && (headers.accept ?? '').includes('text/html');
}

/**
 * Sends a page for a person while the database is not available. It does not use the web app, whose
 * pages read the database. "Try again" opens the same address: a token in it was either used or
 * not.
 */
export function sendUnavailablePage(reply: Reply, status: number, reference: string): Reply {
  const nonce = randomBytes(16).toString('base64');
  const policy = String(reply.getHeader('content-security-policy') ?? '').replace(
    "style-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
  );
  return reply
    .code(status)
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(nonce, reference));
}

function page(nonce: string, reference: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not available · Dashboard</title>
<style nonce="${nonce}">
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 26rem; padding: 1.5rem; }
h1 { margin: 0; font-size: 1.25rem; }
small { opacity: 0.75; }
</style>
</head>
<body>
<main>
<h1>Dashboard is not available.</h1>
<p>The database does not respond. Try again in a few seconds. If this continues, tell your administrator.</p>
<p><a href="">Try again</a></p>
<p><small>Reference: ${reference}</small></p>
</main>
</body>
</html>
`;
}
