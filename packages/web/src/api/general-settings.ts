import type { GeneralSettings, GeneralSettingsPatch } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import { readVersioned, type Versioned } from './versioned.ts';

/** `GET /api/settings/general` */
export const generalSettingsQuery = queryOptions({
  queryKey: ['settings', 'general'],
  queryFn: async ({ signal }) =>
    readVersioned<GeneralSettings>(await request('api/settings/general', { signal })),
  staleTime: 0,
});

/** `PATCH /api/settings/general`; throws `changed_meanwhile` if `etag` is not the current version. */
export async function changeGeneralSettings(
  body: GeneralSettingsPatch,
  etag: string | null,
): Promise<Versioned<GeneralSettings>> {
  return readVersioned(
    await request('api/settings/general', { method: 'PATCH', body, ifMatch: etag }),
  );
}
