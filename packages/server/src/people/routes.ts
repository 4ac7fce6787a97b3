import {
  AccountDetail,
  AccountList,
  AccountPatch,
  AccountQuery,
  BindingsReleased,
  IdParameter,
  NewAccount,
  NewPassword,
} from '@dashboard/contract';
import { Type } from 'typebox';
import { countActiveAccounts, listAccounts } from '../accounts/account-store.ts';
import { attributesOf, presentAccount } from '../accounts/present-account.ts';
import type { AccountRow } from '../db/schema.ts';
import { expectedTags, setTag } from '../entity-tag.ts';
import { allGroups, groupsOfAccount, groupsOfAccounts } from '../groups/group-store.ts';
import { actorOf } from '../http/client.ts';
import type { Reply, Server } from '../http/server.ts';
import { sessionsOfAccount } from '../sessions/session-store.ts';
import {
  accountOrRefuse,
  accountTag,
  changePerson,
  createPerson,
  deletePerson,
  type PeopleDeps,
  setPassword,
  signOutEverywhere,
} from './change-people.ts';
import { releaseAllBindings } from './release-bindings.ts';

export interface PeopleRouteDeps extends PeopleDeps {
  readonly now: () => number;
}

const Params = Type.Object({ id: IdParameter });

/** `/api/accounts`: the accounts, for administrators. */
export function registerPeopleRoutes(server: Server, deps: PeopleRouteDeps): void {
  const config = { access: 'administrator' } as const;
  const tags = ['People'];
  const { now } = deps;
  const idOf = (request: { readonly params: { readonly id: string } }) => Number(request.params.id);

  async function answer(reply: Reply, id: number): Promise<AccountDetail> {
    const row = await accountOrRefuse(deps.database.read, id);
    setTag(reply, accountTag(row));
    return detailOf(deps, row);
  }

  server.get(
    '/api/accounts',
    {
      config,
      schema: {
        tags,
        summary: 'List people by email, with search, paging and the account limit',
        querystring: AccountQuery,
        response: { 200: AccountList },
      },
    },
    (request) => listPeople(deps, request.query),
  );

  server.post(
    '/api/accounts',
    {
      config: { ...config, errors: ['email_taken', 'account_limit'] },
      schema: {
        tags,
        summary: 'Create an account; without a password the person signs in through JWT only',
        body: NewAccount,
        response: { 201: AccountDetail },
      },
    },
    async (request, reply) => {
      const account = await createPerson(deps, request.body, actorOf(request), now());
      reply.code(201);
      return answer(reply, account.id);
    },
  );

  server.get(
    '/api/accounts/:id',
    {
      config,
      schema: { tags, summary: 'Get a person', params: Params, response: { 200: AccountDetail } },
    },
    (request, reply) => answer(reply, idOf(request)),
  );

  server.patch(
    '/api/accounts/:id',
    {
      config: {
        ...config,
        errors: ['account_limit', 'changed_meanwhile', 'last_administrator', 'would_lock_out'],
      },
      schema: {
        tags,
        summary:
          'Change a person; attributes set here override those of the token, and `releaseBinding` removes the link to `sub`',
        params: Params,
        body: AccountPatch,
        response: { 200: AccountDetail },
      },
    },
    async (request, reply) => {
      const [id, by, expected] = [idOf(request), actorOf(request), expectedTags(request)];
      await changePerson(deps, id, request.body, by, expected, now());
      return answer(reply, id);
    },
  );

  server.delete(
    '/api/accounts/:id',
    {
      config: { ...config, errors: ['changed_meanwhile', 'last_administrator', 'would_lock_out'] },
      schema: { tags, summary: 'Delete a person', params: Params, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const expected = expectedTags(request);
      await deletePerson(deps, idOf(request), actorOf(request), expected, now());
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/api/accounts/:id/password',
    {
      config: { ...config, errors: ['sso_account'] },
      schema: {
        tags,
        summary: 'Set a person’s password and end their sessions',
        params: Params,
        body: NewPassword,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { password, once = false } = request.body;
      const change = { id: idOf(request), password, once };
      await setPassword(deps, change, actorOf(request), now());
      return reply.code(204).send(null);
    },
  );

  server.delete(
    '/api/accounts/:id/sessions',
    {
      config,
      schema: {
        tags,
        summary: 'Sign a person out everywhere',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await signOutEverywhere(deps, idOf(request), actorOf(request), now());
      return reply.code(204).send(null);
    },
  );
}

/** `POST /api/settings/jwt/release-bindings` */
export function registerReleaseBindingsRoute(
  server: Server,
  { database, now }: Pick<PeopleRouteDeps, 'database' | 'now'>,
): void {
  server.post(
    '/api/settings/jwt/release-bindings',
    {
      config: { access: 'administrator' },
      schema: {
        tags: ['Settings'],
        summary:
          'Remove the link of every account to its `sub`; the next sign-in links it again by email',
        response: { 200: BindingsReleased },
      },
    },
    async (request) => ({
      released: await releaseAllBindings(database, actorOf(request), now()),
    }),
  );
}

async function listPeople(
  { database, jwt }: PeopleDeps,
  filter: AccountQuery,
): Promise<AccountList> {
  const db = database.readSlowly;
  const groups = await allGroups(db, {});
  const everyone = groups.filter((group) => group.built_in === 'all_users');
  const isEveryone = everyone.some(({ id }) => id === filter.groupId);
  const { groupId, ...rest } = filter;
  const { rows, total } = await listAccounts(
    db,
    groupId === undefined || isEveryone ? rest : filter,
  );
  const memberships = await groupsOfAccounts(
    db,
    rows.map(({ id }) => id),
  );
  const accounts = rows.map((row) =>
    presentAccount(row, [
      ...everyone,
      ...memberships.filter(({ account_id }) => account_id === row.id),
    ]),
  );
  const allowed = (await jwt.settings(database.read)).settings.accountLimit;
  return { accounts, total, limit: { used: await countActiveAccounts(db), allowed } };
}

async function detailOf({ database }: PeopleDeps, row: AccountRow): Promise<AccountDetail> {
  const [db, accountId] = [database.read, row.id];
  return {
    ...presentAccount(row, await groupsOfAccount(db, { accountId })),
    hasPassword: row.password_hash !== null,
    subject: row.subject,
    lastGroupSync: row.group_sync === null ? null : JSON.parse(row.group_sync),
    attributeSources: attributesOf(row).sources,
    sessionCount: (await sessionsOfAccount(db, accountId)).length,
  };
}
