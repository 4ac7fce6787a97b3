import type { Parameter, ParameterValue } from '@dashboard/contract';
import { DashboardError } from '../dashboard-error.ts';
import { type Piece, scanSql } from './sql-scanner.ts';

type BoundValue = string | number | null;

/** SQL with `?` in place of each value, and the values in that order. */
export interface BoundSql {
  readonly sql: string;
  readonly values: readonly BoundValue[];
}

/**
 * Replaces parameters in SQL: every value is bound, none ever becomes part of the text. A list
 * becomes as many placeholders as it has values; `[[ … ]]` is dropped if a parameter inside it is
 * empty.
 *
 * @throws DashboardError `query_failed` if the SQL isn't one statement or names a parameter that
 * the question lacks
 */
export function bindParameters(sql: string, values: ReadonlyMap<string, ParameterValue>): BoundSql {
  const bound: { text: string; values: BoundValue[] } = { text: '', values: [] };
  for (const part of partsOf(onlyStatement(scanSql(sql)))) {
    if (
      part.isOptional &&
      part.pieces.some((piece) => piece.kind === 'parameter' && isEmpty(boundTo(piece, values)))
    )
      continue;
    for (const piece of part.pieces) {
      const places = piece.kind === 'parameter' ? placesFor(boundTo(piece, values)) : null;
      bound.text +=
        places === null
          ? piece.text
          : places.map((value) => (value === null ? 'null' : '?')).join(', ');
      bound.values.push(...(places ?? []).filter((value) => value !== null));
    }
  }
  return { sql: bound.text, values: bound.values };
}

/**
 * The values to bind, by name, after the question's own rules.
 *
 * @throws DashboardError `validation_failed` that names each unknown or missing parameter and each
 * wrong type
 */
export function readParameters(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, ParameterValue>>,
): ReadonlyMap<string, ParameterValue> {
  const faults = new Map<string, string>();
  const values = new Map<string, ParameterValue>();
  for (const name of Object.keys(given)) {
    if (!parameters.some((parameter) => parameter.name === name))
      faults.set(name, 'The question has no such parameter.');
  }
  for (const parameter of parameters) {
    const value =
      (Object.hasOwn(given, parameter.name) ? given[parameter.name] : parameter.default) ?? null;
    const fault = faultOf(parameter, value);
    if (fault !== null) faults.set(parameter.name, fault);
    values.set(parameter.name, value);
  }
  if (faults.size === 0) return values;
  throw new DashboardError('validation_failed', 'Some parameters are not valid.', {
    fields: Object.fromEntries(faults),
  });
}

function faultOf({ type, required }: Parameter, value: ParameterValue): string | null {
  if (isEmpty(value)) return required === true ? 'This is required.' : null;
  switch (type) {
    case 'text':
      return typeof value === 'string' ? null : 'This must be text.';
    case 'number':
      return typeof value === 'number' ? null : 'This must be a number.';
    case 'date':
      return typeof value === 'string' && isCalendarDate(value)
        ? null
        : 'This must be a date such as 2025-12-31.';
    case 'list':
      return Array.isArray(value) ? null : 'This must be a list.';
  }
}

/** A day that exists, as `YYYY-MM-DD` (RFC 3339 full-date). */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isEmpty(value: ParameterValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function boundTo(piece: Piece, values: ReadonlyMap<string, ParameterValue>): ParameterValue {
  const value = values.get(piece.text);
  if (value !== undefined) return value;
  throw new DashboardError(
    'query_failed',
    `The SQL names the parameter “${piece.text}”, which the question does not have.`,
  );
}

function placesFor(value: ParameterValue): BoundValue[] {
  if (isEmpty(value)) return [null];
  return Array.isArray(value) ? [...value] : [value];
}

/** Drops the last semicolon; anything but blanks and comments after it is a second statement. */
function onlyStatement(pieces: readonly Piece[]): Piece[] {
  const end = pieces.findIndex((piece) => piece.kind === 'end');
  if (end === -1) return [...pieces];
  const isBlank = ({ kind, text }: Piece) =>
    kind === 'end' || text.trim() === '' || /^(?:--|\/\*)/.test(text);
  if (!pieces.slice(end).every(isBlank))
    throw new DashboardError('query_failed', 'A question is one statement; this is more than one.');
  return pieces.slice(0, end);
}

interface Part {
  readonly isOptional: boolean;
  readonly pieces: Piece[];
}

/**
 * An unclosed `[[` would drop a filter that its author wanted to keep: unpaired brackets are
 * refused.
 */
function partsOf(pieces: readonly Piece[]): Part[] {
  let part: Part = { isOptional: false, pieces: [] };
  const parts = [part];
  for (const piece of pieces) {
    if (piece.kind !== 'open' && piece.kind !== 'close') {
      part.pieces.push(piece);
      continue;
    }
    if (part.isOptional === (piece.kind === 'open')) throw notPaired();
    part = { isOptional: piece.kind === 'open', pieces: [] };
    parts.push(part);
  }
  if (part.isOptional) throw notPaired();
  return parts;
}

function notPaired(): DashboardError {
  return new DashboardError('query_failed', 'Each [[ needs a ]], and [[ … ]] can’t be nested.');
}
