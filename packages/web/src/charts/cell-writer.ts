import type { ResultTable, ResultValue, Visualization } from '@dashboard/contract';
import { type ColumnKind, columnKind } from './column-kind.ts';
import { readableDate } from './date-text.ts';
import { isNaming, numberWriter } from './format-number.ts';
import { fractionDigits } from './fraction-digits.ts';
import { readableName } from './readable-name.ts';

export interface WrittenColumn {
  /** Unique in its table; two columns of one result can have the same name. */
  readonly key: string;
  readonly name: string;
  readonly header: string;
  readonly kind: ColumnKind;
  readonly write: (value: ResultValue | undefined) => string;
}

/** Each column of a result with the function that writes its values. */
export function writtenColumns(table: ResultTable, visualization: Visualization): WrittenColumn[] {
  return table.columns.map(({ name }, index) => {
    const kind = columnKind(table, index);
    return {
      key: `${name}#${index}`,
      name,
      header: readableName(name),
      kind,
      write: cellWriter(table, index, { kind, visualization }),
    };
  });
}

function cellWriter(
  { columns, rows }: ResultTable,
  index: number,
  { kind, visualization }: { readonly kind: ColumnKind; readonly visualization: Visualization },
) {
  const name = columns[index]?.name ?? '';
  if (kind === 'date') return orNothing((value) => readableDate(String(value)));
  if (kind === 'text') return orNothing(String);
  if (isNaming(name)) return orNothing(String);
  const drawn = visualization.y?.includes(name) ? visualization.format : undefined;
  const format = visualization.columns?.[name]?.format ?? drawn ?? 'plain';
  const write = numberWriter(format, { fractionDigits: fractionDigits(rows, index, format) });
  return orNothing((value) => write(Number(value)));
}

function orNothing(write: (value: Exclude<ResultValue, null>) => string) {
  return (value: ResultValue | undefined) =>
    value === null || value === undefined ? '' : write(value);
}
