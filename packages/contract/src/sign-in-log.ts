import { type Static, Type } from 'typebox';
import { Instant } from './account.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One attempt to sign in (section 11 of the protocol page): names of claims, never their values. */
export const SignIn = Type.Object({
  id: Type.Integer(),
  at: Instant,
  outcome: Type.Union([Type.Literal('signed_in'), Type.Literal('refused')]),
  code: nullable(Type.String()),
  email: nullable(Type.String({ description: 'Only if the signature or the account was valid.' })),
  accountId: nullable(Type.Integer()),
  address: Type.String(),
  userAgent: Type.String(),
  flow: Type.String(),
  claimNames: nullable(Type.Array(Type.String())),
  groupNames: nullable(Type.Array(Type.String())),
  failedCheck: nullable(Type.String({ description: 'The rule of the protocol, such as `F5`.' })),
  detail: nullable(Type.String()),
  reference: Type.String(),
});
export type SignIn = Static<typeof SignIn>;

/** `GET /api/sign-ins`, newest first; `before` is the id to continue from. */
export const SignInList = Type.Object({ signIns: Type.Array(SignIn) });
export type SignInList = Static<typeof SignInList>;

/** The period of a log: `from` is included, `to` is not. */
export const logPeriod = {
  from: Type.Optional(
    Type.String({
      format: 'date-time',
      maxLength: 40,
      description: 'Only rows since this instant, such as `2026-01-31T00:00:00Z`.',
    }),
  ),
  to: Type.Optional(
    Type.String({
      format: 'date-time',
      maxLength: 40,
      description: 'Only rows before this instant.',
    }),
  ),
};
export interface LogPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const SignInLogQuery = Type.Object(
  {
    outcome: Type.Optional(Type.Union([Type.Literal('signed_in'), Type.Literal('refused')])),
    code: Type.Optional(Type.String({ maxLength: 60 })),
    email: Type.Optional(Type.String({ maxLength: 254 })),
    reference: Type.Optional(Type.String({ maxLength: 20 })),
    ...logPeriod,
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
);
export type SignInLogQuery = Static<typeof SignInLogQuery>;
