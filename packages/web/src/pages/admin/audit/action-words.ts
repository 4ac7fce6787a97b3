import type { AuditAction } from '@dashboard/contract';

/** What was done, in words. */
export const actionWords: Record<AuditAction, string> = {
  setup_done: 'Set this site up',
  account_created: 'Added a person',
  account_changed: 'Changed a person',
  account_deactivated: 'Deactivated a person',
  account_activated: 'Reactivated a person',
  account_deleted: 'Deleted a person',
  account_linked: 'First came in through the app',
  binding_released: 'Released the binding of an account',
  all_bindings_released: 'Released all bindings',
  account_signed_out: 'Signed a person out everywhere',
  password_set: 'Set a password',
  group_created: 'Made a group',
  group_renamed: 'Renamed a group',
  group_deleted: 'Deleted a group',
  group_member_added: 'Put somebody in a group',
  group_member_removed: 'Took somebody out of a group',
  jwt_settings_changed: 'Changed the JWT settings',
  signing_key_set: 'Set the shared key',
  signing_key_replaced: 'Replaced the shared key',
  sign_in_trial_started: 'Tried signing in through the app',
  password_login_changed: 'Switched password login',
  general_settings_changed: 'Changed the general settings',
};
