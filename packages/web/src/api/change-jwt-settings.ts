import type { JwtSettingsPatch } from '@dashboard/contract';
import { type JwtSettingsVersion, readVersion } from './read-jwt-settings.ts';
import { request } from './request.ts';

/** `PATCH /api/settings/jwt`; throws `changed_meanwhile` if `etag` is not the current version. */
export async function changeJwtSettings(
  patch: JwtSettingsPatch,
  etag: string | null,
): Promise<JwtSettingsVersion> {
  return readVersion(
    await request('api/settings/jwt', { method: 'PATCH', body: patch, ifMatch: etag }),
  );
}
