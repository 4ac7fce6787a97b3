const maxDepth = 32;

/**
 * Parses one JSON object strictly: no member name twice in the same object (RFC 8725 §3.7 and RFC
 * 7515 §4 allow it: `JSON.parse` uses the last), and no nesting deeper than 32.
 *
 * @returns null if it is not one
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
 * Scans the text once, in linear time: this runs before the signature is verified. It needs no
 * grammar: text that is not JSON is left to `JSON.parse`, and in JSON a string before a colon is a
 * name.
 */
function isShallowAndUnique(text: string): boolean {
  /** For each open bracket the names seen in it; null for an array. */
  const open: (Set<string> | null)[] = [];
  let string: string | null = null;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (sign === '"') {
      const end = endOfString(text, index);
      string = text.slice(index, end);
      index = end - 1;
    } else if (sign === ':') {
      if (!takeName(open.at(-1), string)) return false;
      string = null;
    } else if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? new Set() : null);
      if (open.length > maxDepth) return false;
      string = null;
    } else if (sign === '}' || sign === ']') {
      open.pop();
      string = null;
    } else if (sign === ',') string = null;
  }
  return true;
}

/** @returns the index after the quote that closes the string, or the length of the text */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return Math.min(index + 1, text.length);
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
