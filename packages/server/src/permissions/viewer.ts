/** The viewer: everything that a permission decision can use. */
export interface Viewer {
  readonly accountId: number;
  readonly isAdministrator: boolean;
  /** With "All users", which contains everyone. */
  readonly groupIds: readonly number[];
}
