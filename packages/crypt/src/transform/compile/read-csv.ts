// CSV as Python's csv module reads it: cells may be quoted, quotes within are doubled, and a quoted cell may hold lines.
import { fail } from './errors.ts';

export interface Csv {
  readonly names: readonly string[];
  /** As wide as the header; null for cells that a short row does not have. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** @throws RUN_SEED when a row has more cells than the header, or a quoted cell has no end. */
export function readCsv(text: string, delimiter: string): Csv {
  const [header = [], ...rows] = readRows(text.startsWith('\u{feff}') ? text.slice(1) : text, delimiter);
  const names = nameColumns(header);
  const whole = rows.map((row, i) => {
    if (row.length > names.length)
      throw fail('RUN_SEED', {
        reason: `row ${i + 1} has ${row.length} values, and the header names ${names.length} columns`,
      });
    return row.length === names.length ? row : names.map((_, at) => row[at] ?? null);
  });
  return { names, rows: whole };
}

/** Empty names become letters; names that come again get a number. */
function nameColumns(header: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return header.map((given, i) => {
    const base = given === '' ? 'abcdefghijklmnopqrstuvwxyz'.charAt(i % 26).repeat(Math.floor(i / 26) + 1) : given;
    let name = base;
    for (let count = 2; seen.has(name); count++) name = `${base}_${count}`;
    seen.add(name);
    return name;
  });
}

/** Lines without anything are passed over. */
function readRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter);
    row.push(cell);
    if (text.startsWith(delimiter, end) && end < text.length) {
      at = end + delimiter.length;
      if (at < text.length) continue;
      row.push('');
    }
    at = lineEnd(text, end);
    if (row.length > 1 || row[0] !== '' || text[end - 1] === '"') rows.push(row);
    row = [];
  }
  return rows;
}

function lineEnd(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2;
  return at + 1;
}

function plainCell(text: string, from: number, delimiter: string): readonly [string, number] {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && !text.startsWith(delimiter, at)) at++;
  return [text.slice(from, at), at];
}

function quotedCell(text: string, from: number, delimiter: string): readonly [string, number] {
  let cell = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1)
      throw fail('RUN_SEED', {
        reason: `the quoted value that begins on line ${text.slice(0, from).split('\n').length} has no end`,
      });
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') {
      // What follows the closing quote belongs to the cell.
      const [rest, after] = plainCell(text, end + 1, delimiter);
      return [cell + rest, after];
    }
    cell += '"';
    at = end + 2;
  }
}
