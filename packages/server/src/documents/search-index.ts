/** A section of a document, as the search in the browser finds it. */
export interface SearchEntry {
  /** Below `/docs/`, with the anchor of the section: `errors#the-api`. */
  readonly place: string;
  /** The document's title. */
  readonly page: string;
  /** The section's heading; for a row of an error code, the code. */
  readonly heading: string;
  readonly text: string;
}

/**
 * Splits a rendered document at its headings, and adds a separate row for each error code.
 *
 * @param article HTML from `renderMarkdown`, which contains only its own markup
 */
export function searchEntries(name: string, title: string, article: string): SearchEntry[] {
  const parts = article.split(/<h[1-4] id="([^"]*)">([\s\S]*?)<\/h[1-4]>/);
  const entries: SearchEntry[] = [];
  for (let index = 1; index + 2 < parts.length; index += 3) {
    const [anchor = '', heading = '', text = ''] = parts.slice(index, index + 3);
    const place = index === 1 ? name : `${name}#${anchor}`;
    entries.push({ place, page: title, heading: plainText(heading), text: plainText(text) });
  }
  for (const [, code = '', row = ''] of article.matchAll(/<tr id="(\w+)">([\s\S]*?)<\/tr>/g))
    entries.push({ place: `${name}#${code}`, page: title, heading: code, text: plainText(row) });
  return entries;
}

function plainText(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
