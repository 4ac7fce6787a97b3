import { type Static, Type } from 'typebox';
import { Instant } from './account.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const ClaimKey = Type.String({ minLength: 1, maxLength: 255 });

/** The settings that an administrator writes; `PATCH /api/settings/jwt` accepts any of them. */
export const JwtSettingsInput = Type.Object(
  {
    enabled: Type.Boolean(),
    identityProviderUri: nullable(Type.String({ maxLength: 2048 })),
    signingKey: Type.String({
      maxLength: 4096,
      description: 'Replaces the key at once. "" or the mask of a read does not change it.',
    }),
    flow: Type.Union([Type.Literal('authorization_code'), Type.Literal('authorization_code_pkce')]),
    idpInitiated: Type.Union([
      Type.Literal('allow'),
      Type.Literal('confirm'),
      Type.Literal('refuse'),
    ]),
    tokenEndpoint: nullable(Type.String({ maxLength: 2048 })),
    clientId: Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e]+$',
      description: 'visible ASCII characters',
    }),
    clientAuthentication: Type.Union([
      Type.Literal('client_secret_basic'),
      Type.Literal('client_secret_post'),
      Type.Literal('client_secret_jwt'),
    ]),
    scope: Type.String({
      minLength: 1,
      maxLength: 1000,
      pattern: '^[\\x20-\\x7e]+$',
      description: 'words in ASCII',
    }),
    logoutUri: nullable(Type.String({ maxLength: 2048 })),
    issuer: nullable(Type.String({ maxLength: 2048 })),
    audience: nullable(Type.String({ maxLength: 2048 })),
    maxAgeSeconds: Type.Integer({ minimum: 10, maximum: 3600 }),
    emailAttribute: ClaimKey,
    firstNameAttribute: ClaimKey,
    lastNameAttribute: ClaimKey,
    groupsAttribute: ClaimKey,
    userProvisioning: Type.Boolean(),
    linkExisting: Type.Union([
      Type.Literal('everyone'),
      Type.Literal('not_administrators'),
      Type.Literal('nobody'),
    ]),
    reactivateOnSignIn: Type.Boolean(),
    accountLimit: nullable(Type.Integer({ minimum: 1 })),
    groupSync: Type.Boolean(),
    groupMappings: Type.Record(Type.String(), Type.Array(Type.Integer({ minimum: 1 }))),
    missingGroupsClaim: Type.Union([
      Type.Literal('keep'),
      Type.Literal('clear'),
      Type.Literal('refuse'),
    ]),
  },
  { additionalProperties: false },
);
export type JwtSettingsInput = Static<typeof JwtSettingsInput>;

export const JwtSettingsPatch = Type.Partial(
  Type.Object({
    ...JwtSettingsInput.properties,
    passwordLoginEnabled: Type.Boolean({
      description: 'Write-only: enables or disables password login in the same step (W4).',
    }),
    currentSigningKey: Type.String({
      maxLength: 4096,
      description:
        'Write-only: the key, required with another tokenEndpoint, which will receive it (C2). A new signingKey is enough too.',
    }),
  }),
  { additionalProperties: false },
);
export type JwtSettingsPatch = Static<typeof JwtSettingsPatch>;

const lastUsedBy = nullable(
  Type.String({ description: 'The email address of the person it last signed in.' }),
);

/** The visible part of the key: enough to recognise it, but not to use it. */
export const SigningKeyState = Type.Object({
  set: Type.Boolean(),
  fingerprint: nullable(Type.String()),
  lastFour: nullable(Type.String()),
  createdAt: nullable(Instant),
  lastUsedAt: nullable(Instant),
  lastUsedBy,
  previous: Type.Optional(
    Type.Object({
      fingerprint: Type.String(),
      validUntil: nullable(Instant),
      lastUsedAt: nullable(Instant),
      lastUsedBy,
    }),
  ),
});
export type SigningKeyState = Static<typeof SigningKeyState>;

/** `GET /api/settings/jwt` */
export const JwtSettings = Type.Object({
  ...Type.Omit(JwtSettingsInput, ['signingKey']).properties,
  signingKey: SigningKeyState,
  warnings: Type.Record(Type.String(), Type.String(), {
    description: 'Setting → warning about its value, which is valid.',
  }),
  lockedByEnvironment: Type.Array(Type.String()),
});
export type JwtSettings = Static<typeof JwtSettings>;

/** `POST /api/settings/jwt/signing-key` */
export const NewSigningKey = Type.Object(
  {
    key: Type.Optional(Type.String({ maxLength: 4096 })),
    keepPreviousForSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 * 24 * 3600 })),
  },
  { additionalProperties: false },
);
export type NewSigningKey = Static<typeof NewSigningKey>;

/** The only response that contains a key. */
export const SigningKeyCreated = Type.Object({
  signingKey: Type.String(),
  fingerprint: Type.String(),
  warning: Type.Optional(Type.String({ description: 'A probable mistake in the given key.' })),
});
export type SigningKeyCreated = Static<typeof SigningKeyCreated>;

/** `POST /api/settings/jwt/release-bindings` */
export const BindingsReleased = Type.Object({
  released: Type.Integer({ description: 'The number of accounts that were bound to a `sub`.' }),
});
export type BindingsReleased = Static<typeof BindingsReleased>;

/** `POST /api/settings/jwt/try-sign-in` */
export const SignInTrialInput = Type.Object({}, { additionalProperties: false });
export const SignInTrial = Type.Object({
  location: Type.String({ description: 'Where to send the browser: the app’s sign-in page.' }),
});
export type SignInTrial = Static<typeof SignInTrial>;

/** `POST /api/settings/jwt/test-address` */
export const AddressToTest = Type.Object(
  { identityProviderUri: Type.String({ minLength: 1, maxLength: 2048 }) },
  { additionalProperties: false },
);
export const AddressTest = Type.Object({
  reached: Type.Boolean(),
  status: nullable(Type.Integer()),
  detail: Type.String(),
});
export type AddressTest = Static<typeof AddressTest>;

/** `POST /api/settings/jwt/discover` */
export const IssuerToDiscover = Type.Object(
  { issuer: Type.String({ minLength: 1, maxLength: 2048 }) },
  { additionalProperties: false },
);
export const Discovery = Type.Object({
  found: Type.Boolean(),
  identityProviderUri: nullable(Type.String()),
  tokenEndpoint: nullable(Type.String()),
  logoutUri: nullable(Type.String()),
  offersHs256: Type.Boolean(),
  detail: Type.String(),
});
export type Discovery = Static<typeof Discovery>;
