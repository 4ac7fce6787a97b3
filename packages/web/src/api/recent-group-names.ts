import type { SignInList } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** Names of groups in the tokens of recent sign-ins, by name. */
export const recentGroupNamesQuery = queryOptions({
  queryKey: ['recent group names'],
  queryFn: async ({ signal }) => {
    const { signIns } = await requestJson<SignInList>('api/sign-ins?limit=200', { signal });
    return [...new Set(signIns.flatMap(({ groupNames }) => groupNames ?? []))].sort();
  },
});
