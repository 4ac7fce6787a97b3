/** A value from the server, with its version. */
export interface Versioned<T> {
  readonly value: T;
  /** The version for `If-Match`, so that no unseen change is overwritten. */
  readonly etag: string | null;
}

/** The body of a JSON response with its version. */
export async function readVersioned<T>(response: Response): Promise<Versioned<T>> {
  return { value: (await response.json()) as T, etag: response.headers.get('etag') };
}
