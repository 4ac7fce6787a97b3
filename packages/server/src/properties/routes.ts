import { Properties } from '@dashboard/contract';
import { Type } from 'typebox';
import { askDatabase } from '../db/ask-database.ts';
import type { Database } from '../db/database.ts';
import type { Request, Server } from '../http/server.ts';

export interface PropertiesRouteDeps {
  readonly database: Database;
  readonly readProperties: (request: Request) => Promise<Properties>;
}

/** Public information: `GET /api/health`, `/api/ready` and `/api/properties`. */
export function registerPropertiesRoutes(
  server: Server,
  { database, readProperties }: PropertiesRouteDeps,
): void {
  const config = { access: 'public' } as const;
  const tags = ['Public'];
  const Ok = Type.Object({ status: Type.Literal('ok') });
  const Unavailable = Type.Object({ status: Type.Literal('unavailable') });

  server.get(
    '/api/health',
    { config, schema: { tags, summary: 'Check that the server runs', response: { 200: Ok } } },
    async () => ({ status: 'ok' as const }),
  );

  server.get(
    '/api/ready',
    {
      config,
      schema: {
        tags,
        summary: 'Check that the database responds',
        response: { 200: Ok, 503: Unavailable },
      },
    },
    async (request, reply) => {
      try {
        await askDatabase(database);
        return { status: 'ok' as const };
      } catch (error) {
        request.log.error({ err: error }, 'the database does not respond');
        return reply.code(503).send({ status: 'unavailable' });
      }
    },
  );

  server.get(
    '/api/properties',
    {
      config,
      schema: {
        tags,
        summary: 'Get the properties that the sign-in page needs',
        response: { 200: Properties },
      },
    },
    (request) => readProperties(request),
  );
}
