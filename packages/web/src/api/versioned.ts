/** What the server answered, and which version of it that is. */
export interface Versioned<T> {
  readonly value: T;
  /** Names this version in `If-Match`, so that nobody overwrites what they haven't seen. */
  readonly etag: string | null;
}

/** The body of a JSON answer with its version. */
export async function readVersioned<T>(response: Response): Promise<Versioned<T>> {
  return { value: (await response.json()) as T, etag: response.headers.get('etag') };
}
