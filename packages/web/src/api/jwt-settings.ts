import type {
  AddressTest,
  BindingsReleased,
  Discovery,
  JwtSettings,
  JwtSettingsPatch,
  NewSigningKey,
  SignInTrial,
  SigningKeyCreated,
  TokenCheckAnswer,
  TokenCheckInput,
} from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request, requestJson } from './request.ts';
import { readVersioned, type Versioned } from './versioned.ts';

/** `GET /api/settings/jwt` */
export const jwtSettingsQuery = queryOptions({
  queryKey: ['settings', 'jwt'],
  queryFn: async ({ signal }) =>
    readVersioned<JwtSettings>(await request('api/settings/jwt', { signal })),
});

/** `POST /api/settings/jwt/test-address`. The form and its checklist share the result. */
export function addressTestQuery(identityProviderUri: string) {
  return queryOptions({
    queryKey: ['address-test', identityProviderUri],
    queryFn: () =>
      requestJson<AddressTest>('api/settings/jwt/test-address', {
        method: 'POST',
        body: { identityProviderUri },
      }),
    retry: false,
  });
}

/** `PATCH /api/settings/jwt`; throws `changed_meanwhile` if `etag` is not the current version. */
export async function changeJwtSettings(
  body: JwtSettingsPatch,
  etag: string | null,
): Promise<Versioned<JwtSettings>> {
  return readVersioned(await request('api/settings/jwt', { method: 'PATCH', body, ifMatch: etag }));
}

/** `POST /api/settings/jwt/signing-key`: the only response that contains a key. */
export function newSigningKey(body: NewSigningKey): Promise<SigningKeyCreated> {
  return requestJson<SigningKeyCreated>('api/settings/jwt/signing-key', { method: 'POST', body });
}

/** `POST /api/settings/jwt/discover` */
export function discoverProvider(issuer: string): Promise<Discovery> {
  return requestJson('api/settings/jwt/discover', { method: 'POST', body: { issuer } });
}

/** `POST /api/settings/jwt/release-bindings`: releases every account from its `sub`. */
export function releaseBindings(): Promise<BindingsReleased> {
  return requestJson<BindingsReleased>('api/settings/jwt/release-bindings', { method: 'POST' });
}

/** `POST /api/settings/jwt/check`: a dry run of a sign-in. */
export function checkToken(input: TokenCheckInput): Promise<TokenCheckAnswer> {
  return requestJson('api/settings/jwt/check', { method: 'POST', body: input });
}

/**
 * `POST /api/settings/jwt/try-sign-in`: opens the app's sign-in page, which returns to the JWT
 * form.
 */
export async function trySigningIn(): Promise<void> {
  const { location } = await requestJson<SignInTrial>('api/settings/jwt/try-sign-in', {
    method: 'POST',
  });
  window.location.assign(location);
}
