import { posix } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { escapeHtml } from '../http/escape-html.ts';

/** The address of a project file such as `docs/errors.md`; null if it isn't shown. */
export type AddressOf = (file: string) => string | null;

/**
 * Converts Markdown to HTML that needs neither a script nor a style. HTML in it is shown as text. A
 * link leads to the web, to an email address, or to another document, and is plain text otherwise.
 * Headings have the usual anchors, and so have the rows and rules that other pages link to:
 * `#token_expired`, `#f7`.
 *
 * @param file the document's path in the project, which its links are relative to
 */
export function renderMarkdown(text: string, file: string, addressOf: AddressOf): string {
  const anchors = new Map<string, number>();
  const resolve = (href: string) => resolveLink(href, file, addressOf);
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text: html }: Tokens.HTML | Tokens.Tag) => escapeHtml(html),
      heading({ tokens, depth }) {
        const id = newAnchor(this.parser.parseInline(tokens, this.parser.textRenderer), anchors);
        return `<h${depth} id="${escapeHtml(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      code: ({ text: code }) =>
        // Reachable by keyboard, because it scrolls sideways on a phone.
        `<pre tabindex="0"><code>${escapeHtml(code)}</code></pre>\n`,
      table({ header, rows }) {
        const row = (cells: readonly Tokens.TableCell[]) =>
          this.tablerow({ text: cells.map((cell) => this.tablecell(cell)).join('') });
        return `<div class="table" tabindex="0"><table><thead>${row(header)}</thead><tbody>${rows.map(row).join('')}</tbody></table></div>\n`;
      },
      tablerow({ text: cells }) {
        const [, code] = /^<td><code>(\w+)<\/code><\/td>/.exec(cells) ?? [];
        return `<tr${code === undefined ? '' : ` id="${code}"`}>${cells}</tr>\n`;
      },
      tablecell({ tokens, header }) {
        const tag = header ? 'th' : 'td';
        return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
      },
      listitem({ tokens }) {
        const inner = this.parser.parse(tokens);
        const [, rule] = /^(?:<p>)?<strong>([A-Z]\d+a?)<\/strong>/.exec(inner) ?? [];
        return `<li${rule === undefined ? '' : ` id="${rule.toLowerCase()}"`}>${inner}</li>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        const address = resolve(href);
        return address === null ? words : `<a href="${escapeHtml(address)}">${words}</a>`;
      },
      image({ href, text: words }) {
        const address = resolve(href);
        // Only pictures of this server; the policy would block others anyway.
        if (address === null || /^\w+:/.test(address)) return escapeHtml(words);
        return `<img src="${escapeHtml(address)}" alt="${escapeHtml(words)}">`;
      },
    },
  });
  return marked.parse(text, { async: false });
}

function resolveLink(href: string, file: string, addressOf: AddressOf): string | null {
  if (/^(?:https?:\/\/|mailto:)/i.test(href)) return href;
  // Any other scheme (`javascript:`), another host, or an absolute path.
  if (/^[a-z][a-z\d+.-]*:/i.test(href) || href.startsWith('/') || href.startsWith('\\'))
    return null;
  const [path = '', anchor] = href.split('#', 2);
  const place = path === '' ? file : posix.join(posix.dirname(file), path);
  const address = addressOf(place);
  if (address === null) return null;
  return anchor === undefined ? address : `${address}#${anchor}`;
}

/**
 * The anchor that the usual viewers create for a heading; the second of the same name gets a
 * number.
 */
function newAnchor(heading: string, taken: Map<string, number>): string {
  const anchor = heading
    .replace(/&\w+;|&#\d+;/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  const count = taken.get(anchor) ?? 0;
  taken.set(anchor, count + 1);
  return count === 0 ? anchor : `${anchor}-${count}`;
}
