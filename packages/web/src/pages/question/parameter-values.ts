import type { Parameter, ParameterValue } from '@dashboard/contract';

/**
 * What the address says about a question's parameters, as `POST …/run` takes it. A parameter that the
 * address doesn't name is left out, and so takes its default; one that it names without a value is empty.
 */
export function parametersIn(
  search: URLSearchParams,
  parameters: readonly Parameter[],
): Record<string, ParameterValue> {
  return Object.fromEntries(
    parameters
      .filter(({ name }) => search.has(name))
      .map((parameter) => [parameter.name, readValue(parameter, search.getAll(parameter.name))]),
  );
}

/** The address with a parameter's new value in it; every other key stays as it is. */
export function withParameter(
  search: URLSearchParams,
  { name, default: preset }: Parameter,
  texts: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete(name);
  const filled = texts.filter((text) => text !== '');
  for (const text of filled) next.append(name, text);
  // Emptied on purpose: without the name in the address the default would come back.
  if (filled.length === 0 && preset !== undefined) next.append(name, '');
  return next;
}

/** What an input shows: the address's value, or else the default. */
export function shownTexts(
  search: URLSearchParams,
  { name, default: preset }: Parameter,
): string[] {
  const texts = search.has(name) ? search.getAll(name) : [preset ?? []].flat().map(String);
  return texts.filter((text) => text !== '');
}

function readValue({ type }: Parameter, texts: readonly string[]): ParameterValue {
  const filled = texts.filter((text) => text !== '');
  if (type === 'list') return filled;
  // Empty, and not null: null would bring the default back.
  const text = filled[0] ?? '';
  if (type !== 'number') return text;
  const number = Number(text);
  // The server says what is wrong with a text that is no number, at the field.
  return text.trim() === '' || !Number.isFinite(number) ? text : number;
}
