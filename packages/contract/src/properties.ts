import { type Static, Type } from 'typebox';

/** `GET /api/properties`: only what the sign-in page needs. */
export const Properties = Type.Object({
  siteName: Type.String(),
  setupRequired: Type.Boolean(),
  setupCodeRequired: Type.Boolean({
    description: 'Whether setup requires the setup code of this client.',
  }),
  passwordLoginEnabled: Type.Boolean(),
  jwtEnabled: Type.Boolean(),
});
export type Properties = Static<typeof Properties>;
