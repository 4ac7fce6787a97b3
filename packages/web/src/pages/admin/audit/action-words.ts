import type { AuditAction } from '@dashboard/contract';

/** The label of each action. */
export const actionWords: Record<AuditAction, string> = {
  setup_done: 'Completed setup',
  account_created: 'Added a person',
  account_changed: 'Changed a person',
  account_deactivated: 'Deactivated a person',
  account_activated: 'Reactivated a person',
  account_deleted: 'Deleted a person',
  account_linked: 'Linked to SSO',
  binding_released: 'Released the binding of an account',
  all_bindings_released: 'Released all bindings',
  account_signed_out: 'Signed a person out everywhere',
  password_set: 'Set a password',
  group_created: 'Created a group',
  group_renamed: 'Renamed a group',
  group_deleted: 'Deleted a group',
  group_member_added: 'Added a member',
  group_member_removed: 'Removed a member',
  jwt_settings_changed: 'Changed the JWT settings',
  signing_key_set: 'Set the signing key',
  signing_key_replaced: 'Replaced the signing key',
  sign_in_trial_started: 'Tried signing in through the app',
  password_login_changed: 'Changed password login',
  general_settings_changed: 'Changed the general settings',
};
