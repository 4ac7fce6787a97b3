import { type Static, Type } from 'typebox';

/** Milliseconds never cross HTTP: an instant is an ISO 8601 string in UTC. */
export const Instant = Type.String({ format: 'date-time' });

export const AttributeValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
]);
export type AttributeValue = Static<typeof AttributeValue>;

export const Account = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  firstName: Type.Union([Type.String(), Type.Null()]),
  lastName: Type.Union([Type.String(), Type.Null()]),
  active: Type.Boolean(),
  isAdministrator: Type.Boolean(),
  source: Type.Union([Type.Literal('password'), Type.Literal('jwt')]),
  /**
   * The effective attributes: those of the last token, overridden by those that administrators have
   * set.
   */
  attributes: Type.Record(Type.String(), AttributeValue),
  /** The time of the last token's attributes, or null. */
  attributesSyncedAt: Type.Union([Instant, Type.Null()]),
  groups: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
  lastSignInAt: Type.Union([Instant, Type.Null()]),
  createdAt: Instant,
});
export type Account = Static<typeof Account>;

/** An email as people type it at setup or sign-in; the exact rule for tokens is stricter (I2). */
export const EmailInput = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^@\\s]+@[^@\\s]+$',
});
export const NameInput = Type.String({ minLength: 1, maxLength: 254, pattern: '^[^\\p{Cc}]*$' });
/** A password has only a required length; NIST SP 800-63B §3.1.1. */
export const PasswordInput = Type.String({ minLength: 10, maxLength: 128 });
