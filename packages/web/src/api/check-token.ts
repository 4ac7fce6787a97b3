import type { TokenCheckAnswer, TokenCheckInput } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/check`: what a sign-in would come to; nothing comes of it. */
export function checkToken(input: TokenCheckInput): Promise<TokenCheckAnswer> {
  return requestJson('api/settings/jwt/check', { method: 'POST', body: input });
}
