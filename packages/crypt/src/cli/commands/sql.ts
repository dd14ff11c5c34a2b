import { resolve } from 'node:path';
import { readProject } from '../../config/read-config.ts';
import type { QueryResult, Value } from '../../contracts/warehouse.ts';
import { SQL_MS_MAX, SQL_ROWS_MAX } from '../../kernel/limits.ts';
import type { Arguments, Command } from '../context.ts';
import { fail } from '../errors.ts';
import { openWarehouseSession } from '../open-warehouse-session.ts';
import { renderTable } from '../render-table.ts';

export const sql: Command = async (context, args) => {
  const statement = args.words[0] === '-' ? await context.readInput() : args.words.join(' ');
  if (statement.trim() === '') throw fail('CLI_OPTION', { command: 'sql', reason: 'it needs a statement' });
  const rowsMax = numberOption(args, 'rows') ?? SQL_ROWS_MAX;
  const seconds = numberOption(args, 'seconds');
  const deadlineMs = seconds === undefined ? SQL_MS_MAX : seconds * 1_000;
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  const session = await openWarehouseSession(project, 'operator statement');
  try {
    const limits = { rowsMax, deadlineMs, signal: context.interrupted };
    const result = await session.query(statement, [], limits);
    context.out(render(result, args));
    if (result.truncated) context.note(`Only the first ${rowsMax} rows are shown. More: --rows ${rowsMax * 10}\n`);
  } finally {
    await session.close();
  }
  return 0;
};

function numberOption(args: Arguments, name: string): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw fail('CLI_OPTION', { command: 'sql', reason: `--${name} ${text} is not a number above 0` });
}

function render(result: QueryResult, args: Arguments): string {
  const names = result.columns.map((column) => column.name);
  if (args.json) return `${JSON.stringify(result)}\n`;
  if (args.flag('csv')) return [names, ...result.rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
  const rows = result.rows.map((row) => row.map(cell));
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  return `${renderTable(names, rows)}\n${count}\n`;
}

function cell(value: Value): string {
  if (value === null) return '∅';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 4180; null is empty, and an empty text is quoted, so that they differ. */
function csvCell(value: Value): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
