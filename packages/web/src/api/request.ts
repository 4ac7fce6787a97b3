import type { ErrorBody } from '@dashboard/contract';
import { ApiError } from './api-error.ts';
import { siteUrl } from './site-url.ts';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly ifMatch?: string | null;
  readonly signal?: AbortSignal;
  /** Whether it only reads. A GET does, unless this says otherwise. */
  readonly isRead?: boolean;
}

/**
 * Calls the API of this site.
 *
 * If the session has ended, a read loads the page again, so that the server sends the person to sign
 * in and back. The promise then never settles, so that no error flashes up meanwhile. A change throws,
 * so that nothing that was typed is lost.
 *
 * @throws ApiError
 */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const response = await send(path, options);
  if (response.ok) return response;
  const error = await readError(response);
  const { isRead = (options.method ?? 'GET') === 'GET' } = options;
  if (error.code !== 'not_signed_in' || !isRead) throw error;
  window.location.reload();
  return new Promise(() => undefined);
}

/** The same, for responses with a JSON body. */
export async function requestJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await request(path, options);
  return (await response.json()) as T;
}

async function send(path: string, { method, body, ifMatch, signal }: RequestOptions) {
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (ifMatch) headers.set('if-match', ifMatch);
  try {
    return await fetch(siteUrl(path), {
      method: method ?? 'GET',
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (cause) {
    if (isCancelled(cause)) throw cause;
    throw new ApiError('unreachable', 'The server could not be reached.');
  }
}

async function readError(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as ErrorBody;
    return new ApiError(error.code, error.message, error);
  } catch (cause) {
    if (isCancelled(cause)) throw cause;
    return new ApiError('unreachable', `The server answered ${response.status}.`);
  }
}

function isCancelled(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
