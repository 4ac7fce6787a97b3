import { type Static, Type } from 'typebox';

const day = 24 * 3600;

/** `PATCH /api/settings/general` accepts any of them. */
export const GeneralSettingsInput = Type.Object(
  {
    siteName: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\p{Cc}]*\\S[^\\p{Cc}]*$' }),
    siteAddress: Type.String({
      maxLength: 2048,
      description: 'The address of this server for people; takes effect at the next start.',
    }),
    sessionMaxAgeSeconds: Type.Integer({ minimum: 300, maximum: 365 * day }),
    sessionIdleSeconds: Type.Integer({ minimum: 300, maximum: 365 * day }),
    logRetentionDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    embeddingOrigins: Type.Array(Type.String({ maxLength: 255 }), {
      maxItems: 20,
      uniqueItems: true,
      description: 'Sites that can show questions in a frame, such as `https://app.example.com`.',
    }),
  },
  { additionalProperties: false },
);
export type GeneralSettingsInput = Static<typeof GeneralSettingsInput>;

export const GeneralSettingsPatch = Type.Partial(GeneralSettingsInput, {
  additionalProperties: false,
});
export type GeneralSettingsPatch = Static<typeof GeneralSettingsPatch>;

/** `GET /api/settings/general` */
export const GeneralSettings = Type.Object({
  ...GeneralSettingsInput.properties,
  /** The address that this process uses until its restart. */
  siteAddressInUse: Type.String(),
  lockedByEnvironment: Type.Array(Type.String()),
});
export type GeneralSettings = Static<typeof GeneralSettings>;

/** `GET /api/settings/password-login` */
export const PasswordLogin = Type.Object({
  enabled: Type.Boolean(),
  lockedByEnvironment: Type.Boolean(),
  /**
   * Enabled from the server's shell, overriding the environment, until an administrator signs in
   * through JWT.
   */
  overridesEnvironment: Type.Boolean(),
  /** Active administrators who can sign in through JWT with the current settings (W4). */
  provenAdministrators: Type.Array(Type.Object({ id: Type.Integer(), email: Type.String() })),
  /** Why it can't be disabled now, in a sentence, or null. */
  keptOnBecause: Type.Union([Type.String(), Type.Null()]),
});
export type PasswordLogin = Static<typeof PasswordLogin>;

/** `PATCH /api/settings/password-login` */
export const PasswordLoginInput = Type.Object(
  { enabled: Type.Boolean() },
  { additionalProperties: false },
);
export type PasswordLoginInput = Static<typeof PasswordLoginInput>;
