// Values for columns of the row, ready to be put there: they are kept in caches and shared by many events.
import { ATOMIC_COLUMNS } from '../../contracts/atomic-columns.ts';
import { cleanText } from '../clean-text.ts';
import { columnIndex, type Row } from '../row.ts';

export type Cells = readonly (readonly [column: number, text: string])[];

/**
 * The texts of some columns, clean. One that is empty, or that its column has no room for, is left out: half a city's
 * name is no city, and none of this is worth an event.
 */
export function toCells(texts: Readonly<Record<string, string | undefined>>): Cells {
  const cells: [number, string][] = [];
  for (const name in texts) {
    const text = texts[name];
    if (text === undefined || text === '') continue;
    const column = columnIndex(name);
    const clean = cleanText(text);
    const lengthMax = ATOMIC_COLUMNS[column]?.lengthMax ?? Number.POSITIVE_INFINITY;
    if (clean !== '' && clean.length <= lengthMax) cells.push([column, clean]);
  }
  return cells;
}

export function setCells(row: Row, cells: Cells): void {
  for (const [column, text] of cells) row[column] = text;
}
