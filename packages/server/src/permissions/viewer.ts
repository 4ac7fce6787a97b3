/** Who is asking: all that a permission decision may look at. */
export interface Viewer {
  readonly accountId: number;
  readonly isAdministrator: boolean;
  /** With "All users", which holds everyone. */
  readonly groupIds: readonly number[];
}
