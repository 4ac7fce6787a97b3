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
export const CurrentSession = Type.Object({
  account: Account,
  session: Session,
  /** They signed in with a one-time password, and must set a new one. */
  passwordChangeRequired: Type.Boolean(),
  /** Whether they have a password to change; accounts created through JWT never do. */
  hasPassword: Type.Boolean(),
  /** Dashboard's version; only for people with a session. */
  version: Type.String(),
});
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

/** `POST /api/session/jwt` */
export const JwtSignIn = Type.Object(
  { jwt: Type.String({ minLength: 1, description: 'A login token, valid for one sign-in.' }) },
  { additionalProperties: false },
);
export type JwtSignIn = Static<typeof JwtSignIn>;

/** The response: a session without a cookie. */
export const BearerSession = Type.Object({
  token: Type.String({ description: 'Send it as `Authorization: Bearer …`; shown only here.' }),
  account: Account,
  session: Session,
});
export type BearerSession = Static<typeof BearerSession>;

/** `POST /api/setup` */
export const Setup = Type.Object(
  {
    email: EmailInput,
    password: PasswordInput,
    firstName: NameInput,
    lastName: NameInput,
    siteName: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    setupCode: Type.Optional(
      Type.String({
        maxLength: 1024,
        description:
          'The code that the server prints; required of a request that may come from another machine.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Setup = Static<typeof Setup>;

/** The response to setup and to a password sign-in; the session itself is in the cookie. */
export const SignedIn = Type.Object({ account: Account });
export type SignedIn = Static<typeof SignedIn>;

/** `GET /api/sessions`: the viewer's own, the last used first. */
export const SessionList = Type.Object({
  sessions: Type.Array(
    Type.Object({
      ...Session.properties,
      lastUsedAt: Instant,
      address: Type.String(),
      userAgent: Type.String(),
      isCurrent: Type.Boolean(),
    }),
  ),
});
export type SessionList = Static<typeof SessionList>;

/** `POST /api/account/password` */
export const PasswordChange = Type.Object(
  { currentPassword: Type.String({ minLength: 1, maxLength: 1024 }), newPassword: PasswordInput },
  { additionalProperties: false },
);
export type PasswordChange = Static<typeof PasswordChange>;
