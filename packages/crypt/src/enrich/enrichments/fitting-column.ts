import { ATOMIC_COLUMNS } from '../../contracts/atomic-columns.ts';
import { cleanText } from '../clean-text.ts';
import { columnIndex, type Row } from '../row.ts';

/** A column that takes any text. */
export interface FittingColumn {
  /**
   * Puts `text` into the row, cleaned and cut to the column's width. For what a query string says: its whole text stays
   * in the URL's columns, and anybody may write a link, so none of it may cost an event.
   */
  readonly set: (row: Row, text: string) => void;
}

export function fittingColumn(name: string): FittingColumn {
  const index = columnIndex(name);
  const max = ATOMIC_COLUMNS[index]?.lengthMax ?? Number.POSITIVE_INFINITY;
  return {
    set: (row, text) => {
      const clean = cleanText(text);
      row[index] = clean.length <= max ? clean : cut(clean, max);
    },
  };
}

/** Never between the halves of a surrogate pair. */
function cut(text: string, length: number): string {
  const unit = text.charCodeAt(length - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? length - 1 : length);
}
