import type { Discovery } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/discover` */
export function discoverProvider(issuer: string): Promise<Discovery> {
  return requestJson('api/settings/jwt/discover', { method: 'POST', body: { issuer } });
}
