const maxDepth = 32;

/**
 * Parses one JSON object strictly: no member name twice in the same object (RFC 8725 §3.7 and RFC 7515
 * §4 leave it to us: `JSON.parse` takes the last), nothing nested deeper than 32.
 *
 * @returns null where it is none
 */
export function readJsonObject(text: string): Record<string, unknown> | null {
  if (!isShallowAndUnique(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/**
 * A string with its escapes, or a sign that opens, closes or separates. An unclosed string extends to the
 * end of the text, so that the search never begins again inside it: the time stays linear.
 */
const tokens = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\],:]/gs;

/**
 * Walks over the text once. It needs no grammar of its own: what isn't JSON is left to `JSON.parse`,
 * and in what is JSON a string before a colon is a member's name.
 */
function isShallowAndUnique(text: string): boolean {
  /** For each open bracket the names seen in it; null for an array. */
  const open: (Set<string> | null)[] = [];
  let string: string | null = null;
  for (const [token] of text.matchAll(tokens)) {
    if (token === ':') {
      if (!takeName(open.at(-1), string)) return false;
    } else if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > maxDepth) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    }
    string = token.startsWith('"') ? token : null;
  }
  return true;
}

function takeName(names: Set<string> | null | undefined, quoted: string | null): boolean {
  const name = quoted === null ? null : unquote(quoted);
  if (names === null || names === undefined || name === null || names.has(name)) return false;
  names.add(name);
  return true;
}

/** `"\u0061lg"` and `"alg"` are one name. */
function unquote(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted);
  } catch {
    return null;
  }
}
