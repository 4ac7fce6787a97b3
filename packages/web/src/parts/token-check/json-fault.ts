/** @returns why a text isn't one JSON object, with the line where that shows, or null */
export function jsonFault(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? null : 'This must be a JSON object: {"email": "…"}';
  } catch (error) {
    const said = /\(line (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return `This isn’t JSON: see line ${said ?? lineOfStranger(text)}.`;
  }
}

const token =
  /\s*(?:[{}[\],:]|"(?:[^"\\\p{Cc}]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

/** The line of the first thing that is no part of JSON; the last one where all are. */
function lineOfStranger(text: string): number {
  let end = 0;
  token.lastIndex = 0;
  while (token.test(text)) end = token.lastIndex;
  const known = text.slice(0, end);
  const space = /^\s*/.exec(text.slice(end))?.[0] ?? '';
  return (end + space.length === text.length ? known : known + space).split('\n').length;
}
