import { GeneralSettings, GeneralSettingsPatch } from '@dashboard/contract';
import { expectedTags, setTag } from '../entity-tag.ts';
import { actorOf } from '../http/client.ts';
import type { Reply, Server } from '../http/server.ts';
import { changeGeneralSettings, type GeneralSettingsDeps } from './general-settings.ts';

export interface GeneralSettingsRouteDeps extends GeneralSettingsDeps {
  readonly now: () => number;
}

/** `GET|PATCH /api/settings/general` */
export function registerGeneralSettingsRoutes(
  server: Server,
  deps: GeneralSettingsRouteDeps,
): void {
  const config = { access: 'administrator' } as const;
  const tags = ['Settings'];

  async function answer(reply: Reply) {
    const { settings, version } = await deps.general.read(deps.database.read);
    return setTag(reply, `${version}`).send({
      ...settings,
      siteAddressInUse: deps.site.address,
      lockedByEnvironment: Object.keys(deps.general.locks),
    });
  }

  server.get(
    '/api/settings/general',
    {
      config,
      schema: {
        tags,
        summary: 'Get the general settings: name, address, lifetimes of sessions and logs',
        response: { 200: GeneralSettings },
      },
    },
    (_request, reply) => answer(reply),
  );

  server.patch(
    '/api/settings/general',
    {
      config: {
        ...config,
        errors: ['locked_by_environment', 'changed_meanwhile', 'would_lock_out'],
      },
      schema: {
        tags,
        summary: 'Change some of the general settings; all or none are saved',
        body: GeneralSettingsPatch,
        response: { 200: GeneralSettings },
      },
    },
    async (request, reply) => {
      await changeGeneralSettings(
        deps,
        request.body,
        {
          by: actorOf(request),
          origin: request.headers.origin ?? null,
          expected: expectedTags(request),
        },
        deps.now(),
      );
      return answer(reply);
    },
  );
}
