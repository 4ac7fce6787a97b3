import { documentedCodes } from '../http/documented-errors.ts';
import type { Server } from '../http/server.ts';

export interface SentCodes {
  /** Must see the server before it has any route. */
  readonly observe: (server: Server) => void;
  /** Each `METHOD /path code` that was sent and isn't in the OpenAPI document. */
  undocumented(): string[];
}

/** Compares the error codes that each route sends with those that the OpenAPI document names for it. */
export function checkErrorCodes(): SentCodes {
  const documented = new Map<string, ReadonlySet<string>>();
  const sent = new Map<string, { readonly route: string; readonly code: string }>();

  function observe(server: Server): void {
    server.addHook('onRoute', (route) => {
      if (route.schema === undefined || route.schema.hide === true) return;
      documented.set(`${route.method} ${route.url}`, new Set<string>(documentedCodes(route)));
    });
    server.addHook('onSend', async (request, reply, payload) => {
      const { method, url } = request.routeOptions;
      const code = reply.statusCode < 400 ? null : codeIn(payload);
      if (code === null || url === undefined) return;
      const route = `${method} ${url}`;
      sent.set(`${route} ${code}`, { route, code });
    });
  }

  function undocumented(): string[] {
    return [...sent]
      .filter(([, { route, code }]) => documented.get(route)?.has(code) === false)
      .map(([name]) => name);
  }

  return { observe, undocumented };
}

/** The code in an error response, which is JSON or a page with the refusal in it. */
function codeIn(payload: unknown): string | null {
  const text = typeof payload === 'string' ? payload : '';
  return (
    /^\{"error":\{"code":"(\w+)"|id="refusal"[^>]*>\{"code":"(\w+)"/
      .exec(text)
      ?.slice(1)
      .find((code) => code !== undefined) ?? null
  );
}
