import { type Static, Type } from 'typebox';
import { Account, AttributeValue } from './account.ts';
import { JwtSettingsPatch } from './jwt-settings.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/**
 * `POST /api/settings/jwt/check`: a token, or claims to sign; `settings` are used without saving
 * them.
 */
export const TokenCheckInput = Type.Object(
  {
    token: Type.Optional(Type.String({ maxLength: 65_536 })),
    claims: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    settings: Type.Optional(JwtSettingsPatch),
  },
  { additionalProperties: false },
);
export type TokenCheckInput = Static<typeof TokenCheckInput>;

/** One step of a sign-in, in the order it happens. */
export const TokenCheckStep = Type.Object({
  /** Stable: `shape`, `signature`, `email`, … */
  name: Type.String(),
  /** The rule of the protocol page. */
  rule: Type.String(),
  outcome: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('skipped')]),
  code: Type.Optional(Type.String()),
  detail: Type.String(),
  warning: Type.Optional(
    Type.Boolean({ description: 'The check passed, but something is probably wrong.' }),
  ),
});
export type TokenCheckStep = Static<typeof TokenCheckStep>;

const GroupName = Type.Object({ id: Type.Integer(), name: Type.String() });
const Person = Type.Pick(Account, [
  'email',
  'firstName',
  'lastName',
  'active',
  'isAdministrator',
  'source',
]);

export const TokenCheckAnswer = Type.Object({
  checks: Type.Array(TokenCheckStep),
  account: Type.Object({
    action: Type.Union([Type.Literal('create'), Type.Literal('update'), Type.Literal('refuse')]),
    before: nullable(Person),
    after: nullable(Person),
    attributes: Type.Object({
      added: Type.Record(Type.String(), AttributeValue),
      changed: Type.Record(
        Type.String(),
        Type.Object({ before: AttributeValue, after: AttributeValue }),
      ),
      removed: Type.Record(Type.String(), AttributeValue),
      skipped: Type.Array(Type.String(), { description: 'Claims that cannot be attributes (I8).' }),
    }),
    groups: Type.Object({
      added: Type.Array(GroupName),
      removed: Type.Array(GroupName),
      kept: Type.Array(GroupName),
      unknown: Type.Array(Type.String(), {
        description: 'Names in the token that match no group, if groups are synchronized.',
      }),
    }),
  }),
  /** The decoded header and claims, or null if the text has none. */
  header: nullable(Type.Record(Type.String(), Type.Unknown())),
  claims: nullable(Type.Record(Type.String(), Type.Unknown())),
});
export type TokenCheckAnswer = Static<typeof TokenCheckAnswer>;
