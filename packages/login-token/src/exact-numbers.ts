import type { Claims } from './claims.ts';

/** `JSON.parse` passes the source text of a primitive value to its reviver; the types do not know yet. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * Finds the claims with numbers that a double cannot represent, such as 9007199254740993 (I8).
 * `JSON.parse` would change them without an error, so that two tenants could become one.
 *
 * @param payload a JSON object
 * @returns only those claims, with the exact text in place of each such number
 */
export function exactNumbers(payload: string): Claims {
  let hasAny = false;
  const keepText: Reviver = (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || isHeld(source, value)) return value;
    hasAny = true;
    return source;
  };
  const withText = JSON.parse(payload, keepText as Parameters<typeof JSON.parse>[1]) as Claims;
  const exact: Record<string, unknown> = Object.create(null);
  if (!hasAny) return exact;
  const rounded = JSON.parse(payload) as Claims;
  for (const [key, value] of Object.entries(withText)) {
    if (JSON.stringify(value) !== JSON.stringify(rounded[key])) exact[key] = value;
  }
  return exact;
}

/**
 * An integer must be exactly that value; a fraction such as 0.1 is exact if it is written the same.
 */
function isHeld(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value);
  const written = isLarge ? BigInt(value).toString() : String(value);
  // Almost always: a token can have thousands of numbers.
  return source === written || canonical(source) === canonical(written);
}

/** A decimal number in a unique form: `1.50` and `15e-1` are both `15e-1`. */
function canonical(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (all[start] === '0') start += 1;
  while (end > start && all[end - 1] === '0') end -= 1;
  if (start === end) return '0';
  const power = Number(exponent) - fraction.length + (all.length - end);
  return `${sign}${all.slice(start, end)}e${power}`;
}
