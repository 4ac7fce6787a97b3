import { TokenCheckAnswer, TokenCheckInput } from '@dashboard/contract';
import type { Server } from '../http/server.ts';
import { type CheckDeps, checkToken } from './check-token.ts';

/** `POST /api/settings/jwt/check` */
export function registerTokenCheckRoute(
  server: Server,
  deps: CheckDeps & { readonly now: () => number },
): void {
  server.post(
    '/api/settings/jwt/check',
    {
      config: { access: 'administrator', keepsNoText: true },
      schema: {
        tags: ['Settings'],
        summary: 'Check a token or claims against the saved settings or others, without signing in',
        body: TokenCheckInput,
        response: { 200: TokenCheckAnswer },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return checkToken(deps, request.body, deps.now());
    },
  );
}
