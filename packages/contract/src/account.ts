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
  /** What holds: what the last token said, and over it what administrators have set. */
  attributes: Type.Record(Type.String(), AttributeValue),
  /** When a token last said anything, or null. */
  attributesSyncedAt: Type.Union([Instant, Type.Null()]),
  groups: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
  lastSignInAt: Type.Union([Instant, Type.Null()]),
  createdAt: Instant,
});
export type Account = Static<typeof Account>;

/** An address as people type it at setup or sign-in; the exact rule for tokens is stricter (I2). */
export const EmailInput = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^@\\s]+@[^@\\s]+$',
});
export const NameInput = Type.String({ minLength: 1, maxLength: 254, pattern: '^[^\\p{Cc}]*$' });
/** Length is the only shape a password has; NIST SP 800-63B §3.1.1. */
export const PasswordInput = Type.String({ minLength: 10, maxLength: 128 });
