import swagger from '@fastify/swagger';
import { compressText } from './compressed.ts';
import { documentedCodes, errorResponses } from './documented-errors.ts';
import type { Server } from './server.ts';

/** Describes every route of the API from the schemas that validate it; `/api/docs` shows the description. */
export async function describeApi(server: Server, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Dashboard',
        version,
        description:
          'The API of Dashboard: questions about your company’s data and who can view them. JSON, camelCase; times are ISO 8601 in UTC.',
      },
    },
    // Only the description gets the errors: a response schema would also change how they are
    // serialized.
    transform: ({ schema, url, route }) => {
      if (schema === undefined || schema.hide === true) return { schema, url };
      const codes = documentedCodes({ method: route.method, config: route.config, schema });
      const responses = schema.response as Record<string, unknown> | undefined;
      return { schema: { ...schema, response: { ...errorResponses(codes), ...responses } }, url };
    },
  });
}

export function registerApiDocs(server: Server): void {
  const config = { access: 'public' } as const;
  let document: ReturnType<typeof compressText> | undefined;
  server.get('/api/openapi.json', { config, schema: { hide: true } }, (_request, reply) => {
    document ??= compressText(JSON.stringify(server.swagger()));
    return document.send(reply.type('application/json; charset=utf-8'));
  });
}
