// Methods that dbt-duckdb's adapter has beside dbt's, since macros of projects for DuckDB call them.
import { createHash } from 'node:crypto';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { entriesOf } from '../../jinja/values/dict.ts';
import { iterate } from '../../jinja/values/iterate.ts';
import { raised } from '../../jinja/values/raise.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { isTrue } from '../../jinja/values/truth.ts';
import {
  isKind,
  makeObject,
  type Arguments,
  type CallSite,
  type ObjectType,
  type Value,
} from '../../jinja/values/value.ts';
import { makeFunction } from '../../project/context/make-function.ts';
import { fieldOf, isDict, listField, textField } from '../../project/fields.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { relationOf, renderRelation } from '../relation.ts';
import { tableOf } from '../result-table.ts';
import type { AdapterMethod } from './adapter-method.ts';
import { beginOnce, placeError, runStatement } from './adapter-statements.ts';
import { placeOf } from '../../jinja/run/locate.ts';

interface Index {
  readonly columns: readonly string[];
  readonly isUnique: boolean;
  readonly nowMs: number;
}

const INDEX: ObjectType<Index> = {
  name: 'DuckDBIndexConfig',
  attribute: (self, name) => {
    if (name === 'columns') return [...self.columns];
    if (name === 'unique') return self.isUnique;
    // A name of its own each time: the index of the table that is replaced may still be there.
    if (name === 'render')
      return makeFunction(name, (args) =>
        createHash('md5')
          .update([...self.columns, textOf(args.positional[0] ?? null), self.isUnique, self.nowMs].join('_'))
          .digest('hex'),
      );
    return undefined;
  },
};

const parseIndex: AdapterMethod = ({ world }, args) => {
  const [given] = bind(args, 'parse_index', ['raw_index'], 1);
  if (given === null || given === undefined) return null;
  if (!isDict(given)) throw fail('RUN_CONFIG', { reason: `an element of 'indexes' is no mapping: ${textOf(given)}` });
  const columns = listField(given, 'columns').map(textOf);
  if (columns.length === 0) throw fail('RUN_CONFIG', { reason: "an element of 'indexes' has no 'columns'" });
  return makeObject(INDEX, {
    columns,
    isUnique: isTrue(fieldOf(given, 'unique') ?? false),
    nowMs: world.clock.monotonicMs(),
  });
};

/**
 * Puts the rows of a seed into its table: all of them in one go, each cell as its text, converted by the engine.
 *
 * @returns false when the table is none that a file was read for, so that the macro inserts its rows itself.
 */
async function loadSeed(run: NodeRun, args: Arguments, site: CallSite): Promise<Value> {
  const [given, target, columns, types] = bind(
    args,
    'load_seed_rows',
    ['agate_table', 'relation', 'columns', 'types'],
    4,
  );
  const table = tableOf(given);
  const relation = relationOf(target);
  if (table?.texts === undefined || relation === undefined) return false;
  await beginOnce(run);
  const place = placeOf(site);
  try {
    await run.session.append(renderRelation(relation), textsIn(columns), textsIn(types), table.texts);
  } catch (error) {
    throw placeError(run, error, '', {
      ...place,
      template: run.node?.original_file_path ?? place.template,
      line: 1,
      column: 1,
    });
  }
  return true;
}

function textsIn(value: Value | undefined): string[] {
  return Array.from(iterate(value ?? []), textOf);
}

function writeOptions(args: Arguments): Value {
  const [location, given] = bind(args, 'external_write_options', ['write_location', 'rendered_options'], 2);
  if (given === undefined || !isKind(given, 'dict'))
    throw raised('JINJA_TYPE', 'external_write_options() takes a mapping');
  const options = new Map(Array.from(entriesOf(given), ([key, value]) => [textOf(key), textOf(value)]));
  if (!options.has('format')) {
    const end = /\.(\w+)$/.exec(textOf(location ?? null))?.[1]?.toLowerCase();
    options.set('format', end ?? (options.has('delimiter') ? 'csv' : 'parquet'));
  }
  if (options.get('format') === 'csv' && !options.has('header')) options.set('header', '1');
  const partition = options.get('partition_by');
  if (partition !== undefined && partition.includes(',') && !partition.startsWith('('))
    options.set('partition_by', `(${partition})`);
  return [...options].map(([key, value]) => `${key} ${isTextOption(key, value) ? `'${value}'` : value}`).join(', ');
}

function isTextOption(key: string, value: string): boolean {
  return ['delimiter', 'quote', 'escape', 'null'].includes(key.toLowerCase()) && !value.startsWith("'");
}

function readLocation(args: Arguments): Value {
  const [location, options] = bind(args, 'external_read_location', ['write_location', 'rendered_options'], 2);
  const partition = textField(options, 'partition_by');
  if (partition === undefined && !isTrue(fieldOf(options, 'per_thread_output') ?? false)) return location ?? null;
  const globs = [
    textOf(location ?? null),
    '*',
    ...(partition === undefined ? [] : partition.split(',').map(() => '*')),
  ];
  return `${globs.join('/')}.${textField(options, 'format') ?? 'parquet'}`;
}

const never: AdapterMethod = () => false;

export const DUCKDB_METHODS: readonly (readonly [string, AdapterMethod])[] = [
  ['parse_index', parseIndex],
  ['load_seed_rows', loadSeed],
  ['is_motherduck', never],
  ['is_ducklake', never],
  ['use_ducklake_table_workarounds', never],
  ['disable_transactions', never],
  [
    'batch_id_for_model',
    (_, args) => {
      const batch = fieldOf(bind(args, 'batch_id_for_model', ['model'], 1)[0], 'batch');
      return isDict(batch) ? (textField(batch, 'id') ?? '') : '';
    },
  ],
  ['convert_datetimes_to_strs', (_, args) => args.positional[0] ?? null],
  [
    'get_seed_file_path',
    ({ world, node }) => (node === undefined ? '' : `${world.folderOf(node.package_name)}/${node.original_file_path}`),
  ],
  [
    'location_exists',
    async (run, args, site) => {
      const location = textArgument(bind(args, 'location_exists', ['location'], 1)[0], 'location_exists');
      return runStatement(run, `select 1 from '${location.replaceAll("'", "''")}' where 1=0`, false, site).then(
        () => true,
        () => false,
      );
    },
  ],
  ['external_root', ({ world }) => fieldOf(world.profile.credentials, 'external_root') ?? '.'],
  ['external_write_options', (_, args) => writeOptions(args)],
  ['external_read_location', (_, args) => readLocation(args)],
  [
    'warn_once',
    ({ world }, args) => {
      const text = textOf(args.positional[0] ?? '');
      if (!world.said.has(text)) world.voice.warn(text);
      world.said.add(text);
      return null;
    },
  ],
  [
    'store_relation',
    (_, args) => {
      const plugin = textOf(args.positional[0] ?? args.named.get('plugin_name') ?? null);
      throw fail('RUN_UNSUPPORTED', {
        reason: `the plugin '${plugin}' is one of dbt-duckdb, which are Python and are not run`,
      });
    },
  ],
  [
    'submit_python_job',
    () => {
      throw fail('RUN_UNSUPPORTED', { reason: 'models in Python are not run' });
    },
  ],
];
