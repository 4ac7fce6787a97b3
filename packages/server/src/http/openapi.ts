import swagger from '@fastify/swagger';
import { escapeHtml } from './escape-html.ts';
import type { Server } from './server.ts';

/** Describes every route of the API from the schemas that check it: `/api/openapi.json`, readable at `/api/docs`. */
export async function describeApi(server: Server, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Dashboard',
        version,
        description:
          'Questions of your company’s data, and who may see them. JSON, camelCase; instants are ISO 8601 in UTC.',
      },
    },
  });
}

export function registerApiDocs(server: Server): void {
  const config = { access: 'public' } as const;
  server.get('/api/openapi.json', { config, schema: { hide: true } }, () => server.swagger());
  server.get('/api/docs', { config, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(server.swagger() as OpenApi)),
  );
}

interface OpenApi {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly requestBody?: unknown;
  readonly parameters?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** One page without script or style of its own: the browser's defaults read well. */
function docsPage({ info, paths = {} }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      section(method.toUpperCase(), path, operation),
    ),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(info.title)} API</title></head><body><main>
<h1>${escapeHtml(info.title)} API ${escapeHtml(info.version)}</h1><p>${escapeHtml(info.description ?? '')}
The same as <a href="openapi.json">an OpenAPI document</a>.</p>${operations.join('')}</main></body></html>`;
}

function section(method: string, path: string, operation: Operation): string {
  const parts = {
    parameters: operation.parameters,
    body: operation.requestBody,
    answers: operation.responses,
  };
  const details = Object.entries(parts)
    .filter(([, schema]) => schema !== undefined)
    .map(
      ([name, schema]) =>
        `<details><summary>${name}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`,
    );
  return `<section><h2><code>${method} ${escapeHtml(path)}</code></h2><p>${escapeHtml(operation.summary ?? '')}
${escapeHtml(operation.description ?? '')}</p>${details.join('')}</section>`;
}
