import type { JwtSettings } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';

export interface JwtSettingsVersion {
  readonly settings: JwtSettings;
  /** The version for `If-Match`, so that no unseen change is overwritten. */
  readonly etag: string | null;
}

/** `GET /api/settings/jwt` */
export const jwtSettingsQuery = queryOptions({
  queryKey: ['settings', 'jwt'],
  queryFn: async ({ signal }) => readVersion(await request('api/settings/jwt', { signal })),
});

/** The settings and their version, from a response that contains them. */
export async function readVersion(response: Response): Promise<JwtSettingsVersion> {
  return {
    settings: (await response.json()) as JwtSettings,
    etag: response.headers.get('etag'),
  };
}
