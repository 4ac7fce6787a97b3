import type { Generated, Selectable } from 'kysely';

/**
 * The tables in SQLite and PostgreSQL: instants are epoch milliseconds (`…At`, `…Until`), booleans
 * are 1 or 0, JSON is text, hashes and ciphertexts are text.
 */
export interface Schema {
  readonly accounts: AccountsTable;
  readonly groups: GroupsTable;
  readonly group_members: GroupMembersTable;
  readonly sessions: SessionsTable;
  readonly used_tokens: UsedTokensTable;
  readonly parked_sign_ins: ParkedSignInsTable;
  readonly taken_attempts: TakenAttemptsTable;
  readonly sign_ins: SignInsTable;
  readonly password_tries: PasswordTriesTable;
  readonly audit: AuditTable;
  readonly settings: SettingsTable;
  readonly signing_keys: SigningKeysTable;
  readonly key_uses: KeyUsesTable;
  readonly databases: DatabasesTable;
  readonly collections: CollectionsTable;
  readonly collection_permissions: CollectionPermissionsTable;
  readonly questions: QuestionsTable;
}

type Flag = 0 | 1;

interface AccountsTable {
  readonly id: Generated<number>;
  /** Lower case. */
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly active: Flag;
  readonly source: 'password' | 'jwt';
  /** PHC string of Argon2id; null if the account signs in through the authentication app only. */
  readonly password_hash: string | null;
  /** The issuer setting ("" without one) and `sub` of the token that this account is bound to. */
  readonly issuer: string | null;
  readonly subject: string | null;
  /** JSON object of the last token's attributes; `attributes_synced_at` is their time. */
  readonly jwt_attributes: string;
  readonly attributes_synced_at: number | null;
  readonly last_sign_in_at: number | null;
  readonly created_at: number;
  /** JSON object of the attributes that administrators have set; they override those of tokens. */
  readonly administrator_attributes: Generated<string>;
  /** A one-time password: `fresh`, then `spent`; null for an ordinary one. */
  readonly password_once: 'fresh' | 'spent' | null;
  /** The settings and key of this person's last sign-in in an attempt that Dashboard started (W4). */
  readonly proven_settings: string | null;
  readonly proven_key: string | null;
  /** JSON object of the changes by the group sync of the last sign-in; null without a sync. */
  readonly group_sync: string | null;
}

interface GroupsTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** `all_users` contains every account without rows; `administrators` has all rights. */
  readonly built_in: 'all_users' | 'administrators' | null;
  readonly created_at: number;
}

interface GroupMembersTable {
  readonly group_id: number;
  readonly account_id: number;
  /** Who added the person: `jwt` for a sync, `hand` for an administrator. */
  readonly origin: 'jwt' | 'hand';
}

interface SessionsTable {
  readonly id: Generated<number>;
  /** SHA-256, base64url, of the cookie's value; the value itself is not stored. */
  readonly token_hash: string;
  readonly account_id: number;
  readonly signed_in_via: 'password' | 'jwt';
  /**
   * The login token that opened it (`used_tokens.use_key`) or, over the back channel, its response.
   */
  readonly opened_by: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly last_used_at: number;
  readonly address: string;
  readonly user_agent: string;
}

interface UsedTokensTable {
  /** SHA-256, base64url, of header and payload, or of issuer and `jti`. */
  readonly use_key: string;
  readonly kept_until: number;
}

export interface ParkedSignInsTable {
  /** SHA-256, base64url, of a secret that only the browser and the address contain. */
  readonly handle_hash: string;
  readonly kind: 'posted' | 'to confirm';
  /** Of the token (`used_tokens.use_key`): one row for each token and kind. */
  readonly use_key: string;
  /** The network that sent it, as `networkOf` returns it. */
  readonly network: string;
  /** How often it was stored without being finished. */
  readonly times: number;
  readonly sealed: string;
  readonly kept_until: number;
}

interface TakenAttemptsTable {
  /** SHA-256, base64url, of the attempt's `state`. */
  readonly state_hash: string;
  readonly kept_until: number;
}

export interface SignInsTable {
  readonly id: Generated<number>;
  readonly at: number;
  readonly outcome: 'signed_in' | 'refused';
  readonly code: string | null;
  readonly failed_check: string | null;
  readonly detail: string | null;
  readonly reference: string;
  readonly email: string | null;
  readonly account_id: number | null;
  readonly address: string;
  readonly user_agent: string;
  readonly flow: string;
  /** JSON arrays of text. */
  readonly claim_names: string | null;
  readonly group_names: string | null;
}

interface PasswordTriesTable {
  /**
   * The bucket: SHA-256, base64url, of an email as typed, a network, or a known browser with an
   * account.
   */
  readonly bucket: string;
  readonly failures: number;
  readonly since: number;
  readonly last_at: number;
}

export interface AuditTable {
  readonly id: Generated<number>;
  readonly at: number;
  /** A person, the server's own shell, or Dashboard itself (a sign-in that links an account). */
  readonly actor_kind: 'account' | 'shell' | 'sign_in';
  readonly actor_id: number | null;
  readonly actor_email: string | null;
  readonly address: string | null;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: number | null;
  readonly subject_name: string | null;
  /** JSON, secrets as fingerprints. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reference: string;
}

export interface SettingsTable {
  /** `general`, `jwt`, `password_login`, `setup`, `samples`. */
  readonly name: string;
  readonly value: string;
  /** Increases by one with every change: the ETag. */
  readonly version: number;
  readonly updated_at: number;
}

export interface SigningKeysTable {
  readonly id: Generated<number>;
  readonly encrypted_key: string;
  readonly fingerprint: string;
  readonly last_four: string;
  readonly created_at: number;
  /** Null for the current key; for a previous one the instant at which it expires. */
  readonly valid_until: number | null;
}

interface KeyUsesTable {
  readonly fingerprint: string;
  readonly last_used_at: number;
  /** The account that it signed in then; null if the account was deleted since. */
  readonly account_id: number | null;
}

export interface DatabasesTable {
  readonly id: Generated<number>;
  readonly name: string;
  readonly kind: 'sqlite';
  /** JSON; for a file `{ "path": … }`, relative to the data directory or absolute. */
  readonly details: string;
  readonly created_at: number;
}

interface CollectionsTable {
  readonly id: Generated<number>;
  readonly name: string;
  readonly created_at: number;
}

interface CollectionPermissionsTable {
  readonly group_id: number;
  readonly collection_id: number;
  readonly access: 'view' | 'edit';
}

interface QuestionsTable {
  readonly id: Generated<number>;
  readonly name: string;
  readonly description: string | null;
  readonly database_id: number;
  readonly collection_id: number;
  readonly sql: string;
  /** JSON, as in the contract. */
  readonly parameters: string;
  readonly visualization: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export type AccountRow = Selectable<AccountsTable>;
export type SessionRow = Selectable<SessionsTable>;
export type QuestionRow = Selectable<QuestionsTable>;
