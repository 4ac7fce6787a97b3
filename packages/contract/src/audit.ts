import { type Static, Type } from 'typebox';
import { Instant } from './account.ts';
import { logPeriod } from './sign-in-log.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Every action in the audit log: the verb and its object. */
export const auditActions = [
  'setup_done',
  'account_created',
  'account_changed',
  'account_deactivated',
  'account_activated',
  'account_deleted',
  'account_linked',
  'binding_released',
  'all_bindings_released',
  'account_signed_out',
  'password_set',
  'group_created',
  'group_renamed',
  'group_deleted',
  'group_member_added',
  'group_member_removed',
  'jwt_settings_changed',
  'signing_key_set',
  'signing_key_replaced',
  'sign_in_trial_started',
  'password_login_changed',
  'general_settings_changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One change: who, when, from where, before and after; secrets as fingerprints. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Instant,
  actor: Type.Object({
    kind: Type.Union([Type.Literal('account'), Type.Literal('shell'), Type.Literal('sign_in')]),
    accountId: nullable(Type.Integer()),
    email: nullable(Type.String()),
  }),
  address: nullable(Type.String()),
  action: Type.Unsafe<AuditAction>({ type: 'string', enum: [...auditActions] }),
  subject: Type.Object({
    kind: Type.String({ description: '`account`, `group` or `settings`' }),
    id: nullable(Type.Integer()),
    name: nullable(Type.String()),
  }),
  before: Type.Unknown({ description: 'The values before the change; null if there were none.' }),
  after: Type.Unknown(),
  reference: Type.String(),
});
export type AuditEntry = Static<typeof AuditEntry>;

/** `GET /api/audit`, newest first; `before` is the id to continue from. */
export const AuditList = Type.Object({ entries: Type.Array(AuditEntry) });
export type AuditList = Static<typeof AuditList>;

export const AuditQuery = Type.Object(
  {
    action: Type.Optional(Type.Unsafe<AuditAction>({ type: 'string', enum: [...auditActions] })),
    actor: Type.Optional(Type.String({ maxLength: 254, description: 'An email address.' })),
    subject: Type.Optional(Type.String({ maxLength: 254, description: 'Part of its name.' })),
    ...logPeriod,
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
);
export type AuditQuery = Static<typeof AuditQuery>;
