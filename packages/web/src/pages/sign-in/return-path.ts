import { readReturnPath } from '@dashboard/contract';

/** Where the person was going, judged by the same function as on the server; the home page where that isn't here. */
export function returnPath(search: string): string {
  const asked = new URLSearchParams(search).get('return_to') ?? undefined;
  const path = readReturnPath(asked, document.baseURI);
  return path === null || path === 'invalid' ? new URL(document.baseURI).pathname : path;
}
