import type { PasswordLogin } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import { readVersioned } from './versioned.ts';

/** `GET /api/settings/password-login` */
export const passwordLoginQuery = queryOptions({
  queryKey: ['settings', 'password-login'],
  queryFn: async ({ signal }) =>
    readVersioned<PasswordLogin>(await request('api/settings/password-login', { signal })),
  staleTime: 0,
});
