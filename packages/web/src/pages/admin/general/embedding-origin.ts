/**
 * The origin of a pasted address, which can have a path and a query.
 *
 * @returns null where no site could be meant by it; the server has the last word
 */
export function embeddingOrigin(text: string): string | null {
  const address = text.trim();
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null;
  return new URL(address).origin;
}
