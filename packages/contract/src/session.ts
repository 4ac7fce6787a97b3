import { type Static, Type } from 'typebox';
import { Account, EmailInput, Instant, NameInput, PasswordInput } from './account.ts';

export const Session = Type.Object({
  id: Type.Integer(),
  signedInVia: Type.Union([Type.Literal('password'), Type.Literal('jwt')]),
  createdAt: Instant,
  expiresAt: Instant,
});
export type Session = Static<typeof Session>;

/** `GET /api/session` */
export const CurrentSession = Type.Object({ account: Account, session: Session });
export type CurrentSession = Static<typeof CurrentSession>;

/** `POST /api/session` */
export const PasswordSignIn = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  { additionalProperties: false },
);
export type PasswordSignIn = Static<typeof PasswordSignIn>;

/** `POST /api/setup` */
export const Setup = Type.Object(
  {
    email: EmailInput,
    password: PasswordInput,
    firstName: NameInput,
    lastName: NameInput,
    siteName: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  { additionalProperties: false },
);
export type Setup = Static<typeof Setup>;

/** The answer of setup and of a password sign-in; the session itself is in the cookie. */
export const SignedIn = Type.Object({ account: Account });
export type SignedIn = Static<typeof SignedIn>;
