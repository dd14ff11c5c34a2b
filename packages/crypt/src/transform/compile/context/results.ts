// Results of statements: store_result, store_raw_result, load_result, and what an engine answers.
import type { EngineResult } from '../../../contracts/sql-engine.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { makeObject, tuple, type ObjectType, type Value } from '../../jinja/values/value.ts';
import { makeFunction } from '../../project/context/make-function.ts';
import { columnNames, toTemplateValue } from '../engine-value.ts';
import type { NodeRun } from '../node-run.ts';
import { kindOfColumn } from '../type-columns.ts';
import { makeTable, tableOf, type TableData } from '../result-table.ts';

export interface AdapterResponse {
  readonly _message: string;
  readonly code: string | null;
  readonly rows_affected: number | null;
}

const RESPONSE: ObjectType<AdapterResponse> = {
  name: 'AdapterResponse',
  text: (self) => self._message,
  attribute: (self, name) => (Object.hasOwn(self, name) ? self[name as keyof AdapterResponse] : undefined),
  attributeNames: () => ['_message', 'code', 'rows_affected'],
  item: (self, key) =>
    typeof key === 'string' && Object.hasOwn(self, key) ? self[key as keyof AdapterResponse] : undefined,
  toJson: (self) => dictOf(Object.entries(self)),
};

export function makeResponse(response: AdapterResponse): Value {
  return makeObject(RESPONSE, response);
}

export function responseOf(value: Value | undefined): AdapterResponse {
  const nothing = { _message: '', code: null, rows_affected: null };
  if (value === undefined || value === null) return nothing;
  if (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    value.kind === 'object' &&
    value.type.name === 'AdapterResponse'
  )
    return value.data as AdapterResponse;
  return { ...nothing, _message: textOf(value) };
}

export function tableOfResult(result: EngineResult, print: (text: string) => void): Value {
  const rows = result.rows.map((row) => row.map(toTemplateValue));
  const kinds = result.columns.map((_, i) => kindOfColumn(result.rows.map((row) => row[i] ?? null)));
  return makeTable({ names: columnNames(result), kinds, rows, print });
}

function emptyTable(print: (text: string) => void): TableData {
  return { names: [], kinds: [], rows: [], print };
}

function store(run: NodeRun, name: Value | undefined, response: Value, given: Value | undefined): string {
  const table = tableOf(given) ?? emptyTable(run.world.voice.print);
  const shown = tableOf(given) === undefined ? makeTable(table) : (given ?? null);
  run.results.set(
    textOf(name ?? null),
    dictOf([
      ['response', response],
      ['data', table.rows.map((row) => tuple(row))],
      ['table', shown],
    ]),
  );
  return '';
}

export function resultNames(run: NodeRun): readonly (readonly [string, Value])[] {
  return [
    [
      'load_result',
      makeFunction(
        'load_result',
        (args) => run.results.get(textArgument(bind(args, 'load_result', ['name'], 1)[0], 'load_result')) ?? null,
      ),
    ],
    [
      'store_result',
      makeFunction('store_result', (args) => {
        const [name, response, table] = bind(args, 'store_result', ['name', 'response', 'agate_table'], 2);
        return store(run, name, response ?? null, table);
      }),
    ],
    [
      'store_raw_result',
      makeFunction('store_raw_result', (args) => {
        const [name, message, code, rows, table] = bind(
          args,
          'store_raw_result',
          ['name', 'message', 'code', 'rows_affected', 'agate_table'],
          1,
        );
        const response = {
          _message: textOf(message ?? ''),
          code: code === undefined || code === null ? null : textOf(code),
          rows_affected: typeof rows === 'number' ? rows : null,
        };
        return store(run, name, makeResponse(response), table);
      }),
    ],
  ];
}
