import { type Static, Type } from 'typebox';
import { Account, AttributeValue, EmailInput, NameInput, PasswordInput } from './account.ts';

/** Attributes as an administrator sets them; keys that begin with `@` are reserved (I8). */
export const AttributesInput = Type.Record(
  Type.String({ pattern: '^[^@\\p{Cc}][^\\p{Cc}]{0,254}$' }),
  AttributeValue,
  { additionalProperties: false, maxProperties: 100 },
);

const OptionalName = Type.Union([NameInput, Type.Null()]);

/** The changes by the group sync of the last sign-in through JWT (G1). */
export const LastGroupSync = Type.Object({
  added: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  withoutGroup: Type.Array(
    Type.Object({
      name: Type.String(),
      hint: Type.Union([Type.String(), Type.Null()], {
        description: 'What is probably wrong with the name, such as another letter case.',
      }),
    }),
    { description: 'The first 50 names in the token that match no group.' },
  ),
  withoutGroupCount: Type.Integer(),
  keptLastAdministrator: Type.Boolean({
    description: 'The token would have removed the last active administrator (G5).',
  }),
});
export type LastGroupSync = Static<typeof LastGroupSync>;

/** `GET /api/accounts/:id`: with the source of each attribute. */
export const AccountDetail = Type.Object({
  ...Account.properties,
  hasPassword: Type.Boolean(),
  subject: Type.Union([Type.String(), Type.Null()], {
    description: 'The `sub` that the account is bound to (I4).',
  }),
  lastGroupSync: Type.Union([LastGroupSync, Type.Null()], {
    description: 'Null if the last sign-in synchronized no groups.',
  }),
  attributeSources: Type.Record(
    Type.String(),
    Type.Union([Type.Literal('jwt'), Type.Literal('administrator')]),
  ),
  sessionCount: Type.Integer(),
});
export type AccountDetail = Static<typeof AccountDetail>;

/** `GET /api/accounts` */
export const AccountList = Type.Object({
  accounts: Type.Array(Account),
  total: Type.Integer(),
  /** Active accounts, and their limit (I5). */
  limit: Type.Object({ used: Type.Integer(), allowed: Type.Union([Type.Integer(), Type.Null()]) }),
});
export type AccountList = Static<typeof AccountList>;

export const AccountQuery = Type.Object(
  {
    query: Type.Optional(Type.String({ maxLength: 254, description: 'Part of email or name.' })),
    active: Type.Optional(Type.Boolean()),
    groupId: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 })),
  },
  { additionalProperties: false },
);
export type AccountQuery = Static<typeof AccountQuery>;

/** `POST /api/accounts`; without a password the person signs in through JWT only. */
export const NewAccount = Type.Object(
  {
    email: EmailInput,
    firstName: Type.Optional(OptionalName),
    lastName: Type.Optional(OptionalName),
    password: Type.Optional(PasswordInput),
  },
  { additionalProperties: false },
);
export type NewAccount = Static<typeof NewAccount>;

/**
 * `PATCH /api/accounts/:id`; attributes set here are the administrator's own and replaced as a
 * whole.
 */
export const AccountPatch = Type.Partial(
  Type.Object({
    active: Type.Boolean(),
    firstName: OptionalName,
    lastName: OptionalName,
    attributes: AttributesInput,
    releaseBinding: Type.Literal(true, {
      description:
        'Releases the `sub`: the next sign-in with this email binds the account again (I4).',
    }),
  }),
  { additionalProperties: false },
);
export type AccountPatch = Static<typeof AccountPatch>;

/** `POST /api/accounts/:id/password`; `once` makes it a one-time password. */
export const NewPassword = Type.Object(
  { password: PasswordInput, once: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
export type NewPassword = Static<typeof NewPassword>;
