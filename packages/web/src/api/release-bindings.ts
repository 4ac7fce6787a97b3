import type { BindingsReleased } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/release-bindings`: releases every account from its `sub`. */
export function releaseBindings(): Promise<BindingsReleased> {
  return requestJson<BindingsReleased>('api/settings/jwt/release-bindings', { method: 'POST' });
}
