import type { TokenCheckAnswer, TokenCheckInput } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/check`: a dry run of a sign-in. */
export function checkToken(input: TokenCheckInput): Promise<TokenCheckAnswer> {
  return requestJson('api/settings/jwt/check', { method: 'POST', body: input });
}
