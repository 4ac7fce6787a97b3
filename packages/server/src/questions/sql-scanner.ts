/** A part of SQL: text to keep, or a sign with a meaning here. */
export interface Piece {
  readonly kind: 'code' | 'literal' | 'parameter' | 'open' | 'close' | 'end';
  readonly text: string;
}

/**
 * The content of `'text'`, `"name"`, `` `name` ``, `[name]` and comments has no meaning here.
 * Outside, `{{name}}` is a parameter, `[[` and `]]` enclose an optional part, and `;` ends the
 * statement.
 */
const pattern =
  /('(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|\{\{\s*([\w.]+)\s*\}\}|(\[\[)|(\]\])|(\[[^\]]*\]?)|(;)/g;

/** Splits SQL into parts; joined they are the SQL again, except for the names of parameters. */
export function scanSql(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of sql.matchAll(pattern)) {
    if (match.index > at) pieces.push({ kind: 'code', text: sql.slice(at, match.index) });
    pieces.push(pieceOf(match));
    at = match.index + match[0].length;
  }
  if (at < sql.length) pieces.push({ kind: 'code', text: sql.slice(at) });
  return pieces;
}

function pieceOf([text, quoted, name, open, close, bracketed]: RegExpMatchArray): Piece {
  const whole = text ?? '';
  if (quoted !== undefined || bracketed !== undefined) return { kind: 'literal', text: whole };
  if (name !== undefined) return { kind: 'parameter', text: name };
  if (open !== undefined) return { kind: 'open', text: whole };
  if (close !== undefined) return { kind: 'close', text: whole };
  return { kind: 'end', text: whole };
}
