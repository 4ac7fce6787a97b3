import { IdParameter, Question, QuestionList, ResultTable, RunQuestion } from '@dashboard/contract';
import { Type } from 'typebox';
import { type Reply, type Server, viewerOf } from '../http/server.ts';
import { askQuestion, listQuestions, type QuestionDeps, viewQuestion } from './ask-question.ts';

const config = { access: 'signed-in', takesListedOrigins: 'with a bearer session' } as const;
const tags = ['Questions'];
const Params = Type.Object({ id: IdParameter });

/** `GET /api/questions`, `GET /api/questions/:id`, `POST /api/questions/:id/run` */
export function registerQuestionRoutes(server: Server, deps: QuestionDeps): void {
  server.get(
    '/api/questions',
    {
      config,
      schema: {
        tags,
        summary: 'List the questions that you can view',
        response: { 200: QuestionList },
      },
    },
    async (request, reply) => {
      const questions = await listQuestions(deps, viewerOf(request));
      reply.isCompressible = true;
      return { questions };
    },
  );

  server.get(
    '/api/questions/:id',
    {
      config,
      schema: { tags, summary: 'Get a question', params: Params, response: { 200: Question } },
    },
    (request) => viewQuestion(deps, viewerOf(request), Number(request.params.id)),
  );

  server.post(
    '/api/questions/:id/run',
    {
      config: { ...config, errors: ['query_failed', 'query_timeout', 'too_many_queries'] },
      schema: {
        tags,
        summary: 'Run a question; rows and time are limited',
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
      // A table can have a million cells, and writing them by the schema takes ten times as long.
      reply.serializer(JSON.stringify);
      // The response could repeat a value of the request next to data that the sender can't read
      // (ADR 20).
      reply.isCompressible = Object.keys(parameters).length === 0;
      return table;
    },
  );
}

/** Aborts when the client closes the connection before it has its response. */
function goneSignal(reply: Reply): AbortSignal {
  const gone = new AbortController();
  const { raw } = reply;
  // The client may have closed it while the request was read: then no event follows.
  if (raw.destroyed) gone.abort();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
