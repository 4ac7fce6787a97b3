import type { AccountDetail, NewAccount } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/accounts` */
export function addPerson(body: NewAccount): Promise<AccountDetail> {
  return requestJson<AccountDetail>('api/accounts', { method: 'POST', body });
}
