// A table as text, as agate's print_table draws it: numbers to the right, the rest to the left, long ones cut.
import { textOf } from '../jinja/values/repr.ts';
import type { TableData } from './result-table.ts';

export interface TableFrame {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
}

export function renderTable(
  { names, kinds, rows }: Pick<TableData, 'names' | 'kinds' | 'rows'>,
  frame: TableFrame,
): string {
  const shownNames = names.slice(0, frame.columns).map((name) => cut(name, frame.width));
  const shownRows = rows.slice(0, frame.rows).map((row) =>
    shownNames.map((_, i) => {
      const value = row[i] ?? null;
      return value === null ? '' : cut(textOf(value), frame.width);
    }),
  );
  const isCut = names.length > frame.columns;
  const cells = [shownNames, ...shownRows].map((row) => (isCut ? [...row, '...'] : row));
  if (rows.length > frame.rows) cells.push(cells[0]?.map(() => '...') ?? []);
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, i) => pad(cell, widths[i] ?? 0, isNumeric(kinds[i]))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

function isNumeric(kind: string | undefined): boolean {
  return kind === 'Integer' || kind === 'Number';
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 3)}...` : text;
}

function pad(text: string, width: number, isRight: boolean): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}
