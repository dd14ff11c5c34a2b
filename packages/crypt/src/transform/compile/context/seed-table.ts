// The file of a seed as a table: typed as agate types it, with each cell's text for the engine.
import { errorText } from '../../../kernel/crypt-error.ts';
import { makeDate } from '../../jinja/modules/date.ts';
import { makeDatetime } from '../../jinja/modules/datetime.ts';
import { parseIso } from '../../jinja/modules/strptime.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import { parseDecimal } from '../../jinja/values/decimal.ts';
import type { Value } from '../../jinja/values/value.ts';
import { dictField, fieldOf, textEntries, textField } from '../../project/fields.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { readCsv } from '../read-csv.ts';
import { makeTable, type ColumnKind } from '../result-table.ts';
import { typeTexts } from '../type-columns.ts';

/** @throws RUN_SEED when the file cannot be read as a table. */
export async function loadSeedTable(run: NodeRun): Promise<Value> {
  const { world, node, model } = run;
  if (node?.resource_type !== 'seed') throw fail('RUN_SEED', { reason: 'load_agate_table() is for seeds' });
  const config = fieldOf(model, 'config');
  const path = `${world.folderOf(node.package_name)}/${node.original_file_path}`;
  const text = await readText(run, path);
  const { names, rows } = readCsv(text, textField(config, 'delimiter') ?? ',');
  const given = new Set([...textEntries(dictField(config, 'column_types') ?? dictOf([]))].map(([name]) => name));
  const columns = names.map((name, i) =>
    typeTexts(
      rows.map((row) => row[i] ?? null),
      given.has(name),
    ),
  );
  const values = columns.map(({ kind, cells }) => cells.map((cell) => (cell === null ? null : valueOf(cell, kind))));
  return makeTable({
    names,
    kinds: columns.map(({ kind }) => kind),
    rows: rows.map((_, at) => values.map((column) => column[at] ?? null)),
    types: columns.map(({ type }) => type),
    texts: rows.map((_, at) => columns.map(({ cells }) => cells[at] ?? null)),
    print: world.voice.print,
  });
}

async function readText({ world, node }: NodeRun, path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await world.files.readFile(path));
  } catch (error) {
    throw fail(
      'RUN_SEED',
      { reason: `${node?.original_file_path ?? path} cannot be read: ${errorText(error)}` },
      error,
    );
  }
}

function valueOf(cell: string, kind: ColumnKind): Value {
  switch (kind) {
    case 'Integer':
    case 'Number':
      return parseDecimal(cell);
    case 'Boolean':
      return cell.toLowerCase() === 'true';
    case 'Date':
      return dateOf(cell);
    case 'DateTime':
      return momentOf(cell);
    default:
      return cell;
  }
}

function dateOf(cell: string): Value {
  const [year = 1, month = 1, day = 1] = cell.split('-').map(Number);
  return makeDate({ year, month, day });
}

function momentOf(cell: string): Value {
  const padded = cell.replace(/\d+/g, (digits) => digits.padStart(2, '0'));
  try {
    return makeDatetime(parseIso(padded, false));
  } catch {
    // Forms of ISO 8601 that Python's own reader does not know: the engine reads the text itself.
    return cell;
  }
}
