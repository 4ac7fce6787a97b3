import { AuditList, AuditQuery, SignInList, SignInLogQuery } from '@dashboard/contract';
import type { Database } from '../db/database.ts';
import type { Server } from '../http/server.ts';
import { listAudit } from './audit-store.ts';
import { listSignIns } from './sign-in-log-store.ts';

/** `GET /api/sign-ins` and `GET /api/audit` */
export function registerAuditRoutes(
  server: Server,
  { database }: { readonly database: Database },
): void {
  const config = { access: 'administrator' } as const;
  const tags = ['Logs'];

  server.get(
    '/api/sign-ins',
    {
      config,
      schema: {
        tags,
        summary: 'List the sign-in log, newest first; `before` is the id to continue from',
        querystring: SignInLogQuery,
        response: { 200: SignInList },
      },
    },
    async (request) => ({ signIns: await listSignIns(database.readSlowly, request.query) }),
  );

  server.get(
    '/api/audit',
    {
      config,
      schema: {
        tags,
        summary: 'List the audit log, newest first; `before` is the id to continue from',
        querystring: AuditQuery,
        response: { 200: AuditList },
      },
    },
    async (request) => ({ entries: await listAudit(database.readSlowly, request.query) }),
  );
}
