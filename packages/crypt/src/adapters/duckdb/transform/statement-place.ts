// DuckDB tells the place of an error in its text alone: the number of a line, a part of the line, and a caret below it.
//
//   LINE 3: ...om orders where amonut > 0
//                              ^
import type { StatementPlace } from '../../../contracts/sql-engine.ts';

const EXCERPT = /^LINE (\d+): (.*)\n( *)\^/m;

/** Undefined when the text names no place. */
export function placeInStatement(reason: string, sql: string): StatementPlace | undefined {
  const [, number, excerpt = '', indent = ''] = EXCERPT.exec(reason) ?? [];
  if (number === undefined) return undefined;
  const line = Number(number);
  const text = sql.split('\n')[line - 1] ?? '';
  const caret = indent.length - `LINE ${number}: `.length;
  const cut = excerpt.startsWith('...') && !text.startsWith('...') ? 3 : 0;
  const shown = excerpt.slice(cut).replace(/\.\.\.$/, '');
  const start = cut === 0 ? 0 : text.indexOf(shown);
  const column = start === -1 || caret < cut ? 1 : start + caret - cut + 1;
  return { line, column: columnOfName(reason, text, column) };
}

/**
 * Behind the first of several statements DuckDB 1.5.6 puts the caret too far to the right: then the name that it complains
 * of, when the line has it, is the place.
 */
function columnOfName(reason: string, text: string, column: number): number {
  const names = Array.from(
    reason.matchAll(/"([^"\n]+)"|\b(?:name|column) (\w+)/g),
    (match) => match[1] ?? match[2] ?? '',
  );
  if (names.some((name) => text.startsWith(name, column - 1) || text.startsWith(`"${name}"`, column - 1)))
    return column;
  const [name] = names;
  const at = name === undefined ? -1 : text.indexOf(name);
  return at === -1 ? Math.min(column, text.length + 1) : at + 1;
}
