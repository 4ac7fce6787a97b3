import { Group, GroupInput, GroupList, IdParameter } from '@dashboard/contract';
import { Type } from 'typebox';
import { expectedTags, setTag } from '../entity-tag.ts';
import { actorOf } from '../http/client.ts';
import type { Server } from '../http/server.ts';
import {
  addToGroup,
  createGroup,
  deleteGroup,
  findGroup,
  type GroupDeps,
  groupTag,
  removeFromGroup,
  renameGroup,
} from './change-groups.ts';
import { type GroupWithCount, groupsWithCounts } from './group-store.ts';

export interface GroupRouteDeps extends GroupDeps {
  readonly now: () => number;
}

const Params = Type.Object({ id: IdParameter });
const MemberParams = Type.Object({ id: IdParameter, accountId: IdParameter });

/** `/api/groups` and its members. */
export function registerGroupRoutes(server: Server, deps: GroupRouteDeps): void {
  const config = { access: 'administrator' } as const;
  const tags = ['Groups'];
  const { database, now } = deps;

  server.get(
    '/api/groups',
    {
      config,
      schema: { tags, summary: 'List all groups', response: { 200: GroupList } },
    },
    async () => ({ groups: (await groupsWithCounts(database.readSlowly)).map(presentGroup) }),
  );

  server.post(
    '/api/groups',
    {
      config: { ...config, errors: ['name_taken'] },
      schema: { tags, summary: 'Create a group', body: GroupInput, response: { 201: Group } },
    },
    async (request, reply) => {
      const group = await createGroup(deps, request.body.name, actorOf(request), now());
      return reply.code(201).send(presentGroup(group));
    },
  );

  server.get(
    '/api/groups/:id',
    { config, schema: { tags, summary: 'Get a group', params: Params, response: { 200: Group } } },
    async (request, reply) => {
      const group = await findGroup(database.read, Number(request.params.id));
      setTag(reply, groupTag(group));
      return presentGroup(group);
    },
  );

  server.patch(
    '/api/groups/:id',
    {
      config: { ...config, errors: ['name_taken', 'group_built_in', 'changed_meanwhile'] },
      schema: {
        tags,
        summary: 'Rename a group; built-in groups keep their names',
        params: Params,
        body: GroupInput,
        response: { 200: Group },
      },
    },
    async (request, reply) => {
      const change = { id: Number(request.params.id), name: request.body.name };
      const expected = expectedTags(request);
      const group = await renameGroup(deps, change, actorOf(request), expected, now());
      setTag(reply, groupTag(group));
      return presentGroup(group);
    },
  );

  server.delete(
    '/api/groups/:id',
    {
      config: {
        ...config,
        errors: ['group_built_in', 'changed_meanwhile', 'locked_by_environment'],
      },
      schema: {
        tags,
        summary: 'Delete a group and its JWT group mappings',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const id = Number(request.params.id);
      await deleteGroup(deps, id, actorOf(request), expectedTags(request), now());
      return reply.code(204).send(null);
    },
  );

  const membership = (params: { readonly id: string; readonly accountId: string }) => ({
    groupId: Number(params.id),
    accountId: Number(params.accountId),
  });

  server.put(
    '/api/groups/:id/members/:accountId',
    {
      config: { ...config, errors: ['group_built_in'] },
      schema: {
        tags,
        summary: 'Add a person to a group',
        params: MemberParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await addToGroup(deps, membership(request.params), actorOf(request), now());
      return reply.code(204).send(null);
    },
  );

  server.delete(
    '/api/groups/:id/members/:accountId',
    {
      config: { ...config, errors: ['group_built_in', 'last_administrator', 'would_lock_out'] },
      schema: {
        tags,
        summary: 'Remove a person from a group, except the last administrator',
        params: MemberParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await removeFromGroup(deps, membership(request.params), actorOf(request), now());
      return reply.code(204).send(null);
    },
  );
}

function presentGroup({ id, name, built_in, member_count }: GroupWithCount): Group {
  return { id, name, builtIn: built_in, memberCount: member_count };
}
