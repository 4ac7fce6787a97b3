import { Question, QuestionList, ResultTable, RunQuestion } from '@dashboard/contract';
import { Type } from 'typebox';
import { createQueryPool } from '../databases/query-pool.ts';
import type { Database } from '../db/database.ts';
import { type Reply, type Server, viewerOf } from '../http/server.ts';
import { askQuestion, listQuestions, viewQuestion } from './ask-question.ts';

export interface QuestionRouteDeps {
  readonly database: Database;
  readonly dataDir: string;
}

const config = { access: 'signed-in', takesListedOrigins: 'with a bearer session' } as const;
/** What still runs when the server stops has this long, in milliseconds: less than the server itself has. */
const graceAtTheEnd = 8_000;
const tags = ['Questions'];
const Params = Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,8}$' }) });

/** `GET /api/questions`, `GET /api/questions/:id`, `POST /api/questions/:id/run` */
export function registerQuestionRoutes(
  server: Server,
  { database, dataDir }: QuestionRouteDeps,
): void {
  const deps = { database, dataDir, queries: createQueryPool() };
  server.addHook('preClose', async () => deps.queries.close(graceAtTheEnd));

  server.get(
    '/api/questions',
    {
      config,
      schema: { tags, summary: 'The questions that you may see', response: { 200: QuestionList } },
    },
    async (request) => ({ questions: await listQuestions(deps, viewerOf(request)) }),
  );

  server.get(
    '/api/questions/:id',
    {
      config,
      schema: { tags, summary: 'One question', params: Params, response: { 200: Question } },
    },
    (request) => viewQuestion(deps, viewerOf(request), Number(request.params.id)),
  );

  server.post(
    '/api/questions/:id/run',
    {
      config,
      schema: {
        tags,
        summary: 'Run a question; rows and time are bounded',
        params: Params,
        body: RunQuestion,
        response: { 200: ResultTable },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { parameters = {} } = request.body;
      const asked = { id: Number(request.params.id), parameters, signal: goneSignal(reply) };
      const table = await askQuestion(deps, viewerOf(request), asked);
      // A table may have a million cells, and writing them by the schema takes ten times as long.
      reply.serializer(JSON.stringify);
      return table;
    },
  );
}

/** Aborts when the other side closes the connection before it was answered. */
function goneSignal(reply: Reply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
