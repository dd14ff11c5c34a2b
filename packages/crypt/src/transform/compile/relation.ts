// Relations as templates see them: names of a table or view, which of them are quoted, and which are shown.
import { bind } from '../jinja/values/bind.ts';
import { dictOf, entriesOf } from '../jinja/values/dict.ts';
import { raised } from '../jinja/values/raise.ts';
import { textOf } from '../jinja/values/repr.ts';
import {
  dataOf,
  isKind,
  makeObject,
  orElse,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type PyObject,
  type Value,
} from '../jinja/values/value.ts';

export const PARTS = ['database', 'schema', 'identifier'] as const;
export type Part = (typeof PARTS)[number];
export type PartFlags = Readonly<Record<Part, boolean>>;

export interface RelationData {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  /** `table`, `view`, `cte`, … */
  readonly type: string | null;
  readonly quoted: PartFlags;
  readonly included: PartFlags;
  /** `"`, or a backtick. */
  readonly quote: string;
  /** Rows that are shown of it; 0 with --empty. */
  readonly limit: number | null;
  /** A condition on its rows, of a microbatch or of --sample. */
  readonly filter: string | null;
  /** What is read instead: a file. */
  readonly external: string | null;
  /** Whether a subquery of it needs a name. */
  readonly needsAlias: boolean;
}

const ALL: PartFlags = { database: true, schema: true, identifier: true };

const PLAIN: RelationData = {
  database: null,
  schema: null,
  identifier: null,
  type: null,
  quoted: ALL,
  included: ALL,
  quote: '"',
  limit: null,
  filter: null,
  external: null,
  needsAlias: false,
};

export function relationData(parts: Partial<RelationData>): RelationData {
  return { ...PLAIN, ...parts };
}

export function makeRelation(parts: Partial<RelationData>): PyObject {
  return makeObject(RELATION, relationData(parts));
}

export function isRelation(value: Value | undefined): boolean {
  return value !== undefined && dataOf(RELATION, value) !== undefined;
}

export function relationOf(value: Value | undefined): RelationData | undefined {
  return value === undefined ? undefined : dataOf(RELATION, value);
}

/** `"db"."main"."orders"`, without limit and filter. */
export function renderRelation(data: RelationData): string {
  if (data.external !== null) return data.external;
  const { quote, quoted, included } = data;
  return PARTS.flatMap((part) => {
    const name = data[part];
    if (!included[part] || name === null) return [];
    return [quoted[part] ? quote + name + quote : name];
  }).join('.');
}

/** As it is read in a FROM. */
export function showRelation(data: RelationData): string {
  let shown = renderRelation(data);
  const alias = (kind: string): string => (data.needsAlias ? ` _dbt_${kind}_subq_${data.identifier}` : '');
  if (data.limit === 0) shown = `(select * from ${shown} where false limit 0)${alias('limit')}`;
  else if (data.limit !== null) shown = `(select * from ${shown} limit ${data.limit})${alias('limit')}`;
  return data.filter === null ? shown : `(select * from ${shown} where ${data.filter})${alias('et_filter')}`;
}

function textOrNull(value: Value | undefined): string | null {
  if (value === undefined || value === null || isKind(value, 'undefined')) return null;
  return textOf(value);
}

function fieldsOf(value: Value | undefined): ReadonlyMap<string, Value> {
  if (value === undefined || !isKind(value, 'dict')) return new Map();
  return new Map(Array.from(entriesOf(value), ([key, item]) => [textOf(key), item] as const));
}

function flagsOver(flags: PartFlags, given: ReadonlyMap<string, Value>): PartFlags {
  const of = (part: Part): boolean => {
    const value = given.get(part);
    return typeof value === 'boolean' ? value : flags[part];
  };
  return { database: of('database'), schema: of('schema'), identifier: of('identifier') };
}

/** Names by keyword over those of a relation. */
function namesOver(data: RelationData, given: ReadonlyMap<string, Value>): RelationData {
  const names = Object.fromEntries(
    PARTS.flatMap((part) => (given.has(part) ? [[part, textOrNull(given.get(part))]] : [])),
  );
  return { ...data, ...names };
}

function incorporate(data: RelationData, { named }: Arguments): PyObject {
  const moved = namesOver(data, fieldsOf(named.get('path')));
  const limit = named.get('limit');
  return makeRelation({
    ...moved,
    quoted: flagsOver(data.quoted, fieldsOf(named.get('quote_policy'))),
    included: flagsOver(data.included, fieldsOf(named.get('include_policy'))),
    type: named.has('type') ? textOrNull(named.get('type')) : data.type,
    limit: typeof limit === 'number' ? limit : data.limit,
  });
}

function flagsOf(args: Arguments, name: string): ReadonlyMap<string, Value> {
  const given = bind(args, name, PARTS);
  return new Map(PARTS.flatMap((part, i) => (given[i] === undefined ? [] : [[part, given[i]] as const])));
}

/** Names that differ in case alone are told, since quoting decides which is meant. */
function matches(data: RelationData, args: Arguments): boolean {
  const given = bind(args, 'matches', PARTS);
  const asked = PARTS.flatMap((part, i) => {
    const name = textOrNull(given[i]);
    return name === null ? [] : [{ is: data[part], asked: name }];
  });
  if (asked.length === 0) throw raised('JINJA_VALUE', 'matches() needs a database, a schema or an identifier');
  return asked.every(({ is, asked: name }) => is !== null && is.toLowerCase() === name.toLowerCase());
}

type Method = (data: RelationData, args: Arguments) => Value;

function informationSchema(data: RelationData, view: Value | undefined): PyObject {
  const name = typeof view === 'string' ? `information_schema.${view}` : 'information_schema';
  return makeRelation({
    ...data,
    schema: null,
    identifier: name,
    type: null,
    limit: null,
    filter: null,
    quoted: { ...data.quoted, identifier: false },
  });
}

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['include', (data, args) => makeRelation({ ...data, included: flagsOver(data.included, flagsOf(args, 'include')) })],
  ['quote', (data, args) => makeRelation({ ...data, quoted: flagsOver(data.quoted, flagsOf(args, 'quote')) })],
  ['incorporate', incorporate],
  ['replace', incorporate],
  ['replace_path', (data, args) => makeRelation(namesOver(data, args.named))],
  ['render', (data) => renderRelation(data)],
  ['render_limited', (data) => showRelation({ ...data, filter: null })],
  [
    'without_identifier',
    (data) => makeRelation({ ...data, identifier: null, included: { ...data.included, identifier: false } }),
  ],
  ['information_schema', (data, args) => informationSchema(data, args.positional[0])],
  ['information_schema_only', (data) => informationSchema(data, undefined)],
  ['quoted', (data, args) => data.quote + textOf(args.positional[0] ?? '') + data.quote],
  ['matches', matches],
  [
    'create',
    (data, args) => createRelation({ quote: data.quote, quoted: data.quoted, needsAlias: data.needsAlias }, args),
  ],
  ['get', (data, args) => orElse(get(data, args.positional[0]), orElse(args.positional[1], null))],
  [
    'to_dict',
    (data) =>
      dictOf([
        ['type', data.type],
        ['path', memberOf(data, 'path') ?? null],
      ]),
  ],
  ['add_ephemeral_prefix', (_, args) => ephemeralName(textOf(args.positional[0] ?? ''))],
]);

export function ephemeralName(name: string): string {
  return `__dbt__cte__${name}`;
}

function get(data: RelationData, key: Value | undefined): Value | undefined {
  if (key === 'metadata') return dictOf([['type', 'DuckDBRelation']]);
  return typeof key === 'string' ? memberOf(data, key) : undefined;
}

function flagsValue(flags: PartFlags): Value {
  return dictOf(PARTS.map((part) => [part, flags[part]] as const));
}

const RENAMEABLE: readonly (string | null)[] = ['table', 'view'];
const IS_TYPE: ReadonlySet<string> = new Set([
  'is_table',
  'is_view',
  'is_cte',
  'is_materialized_view',
  'is_function',
  'is_external',
  'is_dynamic_table',
]);

/** Types as the class has them: `api.Relation.View`. */
export const RELATION_TYPES: ReadonlyMap<string, Value> = new Map([
  ['Table', 'table'],
  ['View', 'view'],
  ['CTE', 'cte'],
  ['MaterializedView', 'materialized_view'],
  ['External', 'external'],
  ['PointerTable', 'pointer_table'],
  ['Function', 'function'],
  ['Ephemeral', 'ephemeral'],
]);

function memberOf(data: RelationData, name: string): Value | undefined {
  if (IS_TYPE.has(name)) return data.type === name.slice(3);
  switch (name) {
    case 'database':
    case 'schema':
    case 'identifier':
    case 'type':
    case 'limit':
    case 'external':
      return data[name];
    case 'name':
    case 'table':
      return data.identifier;
    case 'quote_character':
      return data.quote;
    case 'quote_policy':
      return flagsValue(data.quoted);
    case 'include_policy':
      return flagsValue(data.included);
    case 'path':
      return dictOf(PARTS.map((part) => [part, data[part]] as const));
    case 'can_be_renamed':
    case 'can_be_replaced':
      return RENAMEABLE.includes(data.type);
    case 'metadata':
      return get(data, 'metadata');
    case 'dbt_created':
      return false;
    default:
      return RELATION_TYPES.get(name);
  }
}

/** `api.Relation.create`. `base`: quoting of the project. */
export function createRelation(base: Partial<RelationData>, args: Arguments): PyObject {
  const given = new Map(args.named);
  for (const [i, part] of ['database', 'schema', 'identifier', 'type'].entries()) {
    const value = args.positional[i];
    if (value !== undefined) given.set(part, value);
  }
  const path = fieldsOf(given.get('path'));
  const limit = given.get('limit');
  const plain = namesOver(namesOver(relationData(base), path), given);
  return makeRelation({
    ...plain,
    type: textOrNull(given.get('type')),
    quoted: flagsOver(plain.quoted, fieldsOf(given.get('quote_policy'))),
    included: flagsOver(plain.included, fieldsOf(given.get('include_policy'))),
    limit: typeof limit === 'number' ? limit : null,
    external: textOrNull(given.get('external')),
  });
}

function isSame(one: RelationData, other: RelationData): boolean {
  return (
    one.type === other.type &&
    one.limit === other.limit &&
    one.filter === other.filter &&
    one.external === other.external &&
    PARTS.every(
      (part) =>
        one[part] === other[part] &&
        one.quoted[part] === other.quoted[part] &&
        one.included[part] === other.included[part],
    )
  );
}

function methodOf(data: RelationData, name: string): PyFunction | undefined {
  const method = METHODS.get(name);
  return method === undefined ? undefined : { kind: 'function', name, call: (args) => method(data, args) };
}

export const RELATION: ObjectType<RelationData> = {
  name: 'Relation',
  isMapping: true,
  text: showRelation,
  repr: (data) => `<Relation ${renderRelation(data)}>`,
  equals: (data, other) => {
    const that = dataOf(RELATION, other);
    return that === undefined ? undefined : isSame(data, that);
  },
  hashKey: (data) => `\0r${renderRelation(data)}`,
  attributeNames: () => [...METHODS.keys(), ...PARTS, 'name', 'table', 'type', 'path', 'is_table', 'is_view', 'is_cte'],
  attribute: (data, name) => methodOf(data, name) ?? memberOf(data, name),
  item: (data, key) => (typeof key === 'string' ? memberOf(data, key) : undefined),
  toJson: showRelation,
  truth: () => true,
};
