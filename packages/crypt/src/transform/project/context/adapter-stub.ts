// The adapter while a project is parsed: nothing is asked of a warehouse. What gives lists gives empty ones, the rest None.
import { textOf } from '../../jinja/values/repr.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import {
  makeObject,
  orElse,
  type Arguments,
  type ObjectType,
  type PyObject,
  type Value,
} from '../../jinja/values/value.ts';
import { fail } from '../errors.ts';
import { makeFunction } from './make-function.ts';
import { makeRelation, quoteOf, quotingOf, relationData } from './relation.ts';

export interface AdapterStub {
  readonly type: string;
  /** @throws PROJECT_DISPATCH */
  readonly dispatch: (name: string, macroNamespace: string | undefined) => Value;
}

const LISTS = new Set([
  'get_columns_in_relation',
  'get_columns_in_select_sql',
  'get_column_schema_from_query',
  'get_missing_columns',
  'list_relations',
  'list_relations_without_caching',
  'list_schemas',
  'get_relations_by_pattern',
  'expand_target_column_types',
  'render_raw_columns_constraints',
]);

const ADAPTER: ObjectType<AdapterStub> = {
  name: 'ParseDatabaseWrapper',
  attribute: (self, name) => {
    if (name === 'Relation') return relationFactory(self.type);
    if (name === 'Column') return makeObject(COLUMN, null);
    return makeFunction(name, (args) => callMethod(self, name, args));
  },
};

function callMethod(self: AdapterStub, name: string, args: Arguments): Value {
  if (LISTS.has(name)) return [];
  switch (name) {
    case 'dispatch': {
      const [macro, namespace] = bind(args, 'dispatch', ['macro_name', 'macro_namespace', 'packages'], 1);
      const wanted = textArgument(macro, 'dispatch');
      if (!wanted.includes('.'))
        return self.dispatch(
          wanted,
          namespace === null || namespace === undefined ? undefined : textArgument(namespace, 'dispatch'),
        );
      const [packageName = '', rest = ''] = wanted.split('.');
      const advice = `did you mean adapter.dispatch('${rest}', macro_namespace='${packageName}')?`;
      throw fail('PROJECT_DISPATCH', { reason: `'${wanted}' has a dot, which no name of a macro has`, advice });
    }
    case 'type':
      return self.type;
    case 'quote':
      return quoteOf(self.type) + textOf(args.positional[0] ?? '') + quoteOf(self.type);
    case 'quote_as_configured':
    case 'quote_seed_column':
      return textOf(args.positional[0] ?? '');
    default:
      return null;
  }
}

export function makeAdapterStub(stub: AdapterStub): PyObject {
  return makeObject(ADAPTER, stub);
}

const RELATIONS: ObjectType<string> = {
  name: 'RelationProxy',
  attribute: (type, name) =>
    name === 'create'
      ? makeFunction(name, ({ named, positional }) => {
          const text = (key: string, at: number): string | null => {
            const value = orElse(named.get(key), positional[at]);
            return typeof value === 'string' ? value : null;
          };
          const parts = {
            database: text('database', 0),
            schema: text('schema', 1),
            identifier: text('identifier', 2),
            type: text('type', 3),
          };
          return makeRelation(
            relationData({ ...parts, quote: quoteOf(type), quoted: quotingOf(named.get('quote_policy')) }),
          );
        })
      : makeFunction(name, () => null),
};

function relationFactory(type: string): PyObject {
  return makeObject(RELATIONS, type);
}

const COLUMN: ObjectType<null> = {
  name: 'Column',
  call: (_self, { positional, named }) => makeObject(COLUMN_VALUE, [...positional, ...named.values()].map(textOf)),
  attribute: (_self, name) =>
    makeFunction(name, (args) => {
      if (name === 'create') return makeObject(COLUMN_VALUE, args.positional.map(textOf));
      return args.positional[0] ?? '';
    }),
};

const COLUMN_VALUE: ObjectType<readonly string[]> = {
  name: 'Column',
  attribute: ([column = '', type = ''], name) => {
    if (name === 'name' || name === 'column') return column;
    if (name === 'quoted') return `"${column}"`;
    if (name === 'dtype' || name === 'data_type') return type;
    return makeFunction(name, () => '');
  },
};

/** dbt's `api`. */
export function makeApi(type: string): Value {
  const API: ObjectType<null> = {
    name: 'DatabaseAPI',
    attribute: (_self, name) =>
      name === 'Relation' ? relationFactory(type) : name === 'Column' ? makeObject(COLUMN, null) : undefined,
  };
  return makeObject(API, null);
}
