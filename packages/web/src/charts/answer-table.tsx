import type { ResultTable, Visualization } from '@dashboard/contract';
import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import classes from './answer-table.module.css';
import { type WrittenColumn, writtenColumns } from './cell-writer.ts';
import { columnWidths } from './column-width.ts';
import { nextSorting, type Sorting, sortRows } from './sort-rows.ts';

const rowHeight = 36;

export interface AnswerTableProps {
  readonly table: ResultTable;
  readonly visualization: Visualization;
  readonly label: string;
}

/**
 * A result as a table. Only the visible rows exist, so a hundred thousand rows scroll as fast as
 * ten.
 */
export default function AnswerTable({ table, visualization, label }: AnswerTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const scrollRef = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => writtenColumns(table, visualization), [table, visualization]);
  const rows = useMemo(() => sortRows(table.rows, sorting), [table, sorting]);
  const widths = useMemo(
    () =>
      columnWidths(
        columns.map((column) => column.header),
        table.rows,
        (row, at) => columns[at]?.write(row[at]) ?? '',
      ),
    [columns, table],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const inSight = virtualizer.getVirtualItems();
  const above = inSight[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section ref={scrollRef} className={classes.scroll} aria-label={label} tabIndex={0}>
      <table
        className={classes.table}
        aria-rowcount={rows.length + 1}
        style={{ minWidth: widths.reduce((sum, width) => sum + width, 0) }}
      >
        <colgroup>
          {columns.map((column, at) => (
            <col key={column.key} style={{ width: widths[at] }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, at) => (
              <HeaderCell
                key={column.key}
                column={column}
                direction={sorting?.column === at ? direction(sorting) : null}
                onSort={() => setSorting(nextSorting(sorting, at))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} columns={columns.length} />
          {inSight.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2}>
              {columns.map((column, at) => (
                <Cell key={column.key} column={column} value={rows[index]?.[at]} />
              ))}
            </tr>
          ))}
          <Gap height={below} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

type Direction = 'ascending' | 'descending';

function direction({ isDescending }: Sorting): Direction {
  return isDescending ? 'descending' : 'ascending';
}

function HeaderCell(props: {
  readonly column: WrittenColumn;
  readonly direction: Direction | null;
  readonly onSort: () => void;
}) {
  const { column, direction, onSort } = props;
  const Mark = direction === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      aria-sort={direction ?? 'none'}
      data-number={column.kind === 'number' || undefined}
    >
      <UnstyledButton className={classes.sort} onClick={onSort} title={`Sort by ${column.name}`}>
        <span className={classes.text}>{column.header}</span>
        <Mark
          size={14}
          className={classes.mark}
          data-shown={direction !== null || undefined}
          aria-hidden
        />
      </UnstyledButton>
    </th>
  );
}

function Cell({
  column,
  value,
}: {
  readonly column: WrittenColumn;
  readonly value: Parameters<WrittenColumn['write']>[0];
}) {
  const text = column.write(value);
  const title = column.kind === 'text' ? text : String(value ?? '');
  return (
    <td data-number={column.kind === 'number' || undefined} title={title || undefined}>
      {text}
    </td>
  );
}

/** Takes the space of rows that are not visible. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.gap}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
