import { type Static, Type } from 'typebox';

/** `memberCount` counts active and deactivated accounts alike; “All users” contains everyone. */
export const Group = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  builtIn: Type.Union([Type.Literal('all_users'), Type.Literal('administrators'), Type.Null()]),
  memberCount: Type.Integer(),
});
export type Group = Static<typeof Group>;

/** `GET /api/groups`, the built-in ones first, then by name. */
export const GroupList = Type.Object({ groups: Type.Array(Group) });
export type GroupList = Static<typeof GroupList>;

/** `POST /api/groups`, `PATCH /api/groups/:id` */
export const GroupInput = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 254, pattern: '^(?!\\s)[^\\p{Cc}]*\\S$' }) },
  { additionalProperties: false },
);
export type GroupInput = Static<typeof GroupInput>;
