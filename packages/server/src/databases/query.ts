/** The request to a query process; request and result are sent as JSON. */
export interface Query {
  /** One statement with `?` for each value. */
  readonly sql: string;
  readonly values: readonly (string | number | null)[];
  readonly maxRows: number;
  /** The approximate limit for the result's text. */
  readonly maxBytes: number;
}

export type Cell = string | number | null;

/** What it answers. */
export interface QueryRows {
  readonly columns: readonly { readonly name: string; readonly declaredType: string | null }[];
  readonly rows: Cell[][];
  /** Whether there were more rows than these. */
  readonly truncated: boolean;
}

export type QueryReply = { readonly rows: QueryRows } | { readonly failed: string };
