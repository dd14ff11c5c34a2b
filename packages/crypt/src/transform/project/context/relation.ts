// Relations as templates see them: a database's table or view, with which parts are named and which are quoted.
import { textOf } from '../../jinja/values/repr.ts';
import { bind } from '../../jinja/values/bind.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import {
  dataOf,
  makeObject,
  type Arguments,
  type ObjectType,
  type PyObject,
  type Value,
} from '../../jinja/values/value.ts';
import { fieldOf, isDict } from '../fields.ts';
import { makeFunction } from './make-function.ts';

const PARTS = ['database', 'schema', 'identifier'] as const;
type Part = (typeof PARTS)[number];
export type PartFlags = Readonly<Record<Part, boolean>>;

export interface RelationData {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type: string | null;
  readonly quoted: PartFlags;
  readonly included: PartFlags;
  /** `"`, or a backtick. */
  readonly quote: string;
}

const ALL: PartFlags = { database: true, schema: true, identifier: true };

export function quoteOf(adapterType: string): string {
  return ['bigquery', 'databricks', 'spark', 'mysql'].includes(adapterType) ? '`' : '"';
}

export function relationData(parts: Partial<RelationData> & Pick<RelationData, 'quote'>): RelationData {
  return { database: null, schema: null, identifier: null, type: null, quoted: ALL, included: ALL, ...parts };
}

/** `"db"."main"."orders"`. */
export function renderRelation(data: RelationData): string {
  const { quote, quoted, included } = data;
  const written = PARTS.flatMap((part) => {
    const name = data[part];
    if (!included[part] || name === null || name === '') return [];
    return [quoted[part] ? quote + name + quote : name];
  });
  return written.join('.');
}

/** Quoting of a project, with a node's own over it. */
export function quotingOf(...layers: readonly (Value | undefined)[]): PartFlags {
  const flags: Record<Part, boolean> = { ...ALL };
  for (const layer of layers)
    for (const part of PARTS) {
      const value = fieldOf(layer, part);
      if (typeof value === 'boolean') flags[part] = value;
    }
  return flags;
}

export function makeRelation(data: RelationData): PyObject {
  return makeObject(RELATION, data);
}

function textOrNull(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function changeFlags(flags: PartFlags, args: Arguments, name: string): PartFlags {
  const given = bind(args, name, PARTS);
  return Object.fromEntries(
    PARTS.map((part, i) => [part, typeof given[i] === 'boolean' ? given[i] : flags[part]]),
  ) as Record<Part, boolean>;
}

function incorporate(data: RelationData, args: Arguments): PyObject {
  const path = args.named.get('path');
  const changed: Record<string, unknown> = { ...data };
  if (isDict(path))
    for (const part of PARTS) if (fieldOf(path, part) !== undefined) changed[part] = textOrNull(fieldOf(path, part));
  if (args.named.has('type')) changed['type'] = textOrNull(args.named.get('type'));
  return makeRelation(changed as unknown as RelationData);
}

function replacePath(data: RelationData, args: Arguments): PyObject {
  const given = Object.fromEntries(
    PARTS.flatMap((part) => (args.named.has(part) ? [[part, textOrNull(args.named.get(part))]] : [])),
  );
  return makeRelation({ ...data, ...given });
}

const METHODS: Readonly<Record<string, (data: RelationData, args: Arguments) => Value>> = {
  include: (data, args) => makeRelation({ ...data, included: changeFlags(data.included, args, 'include') }),
  quote: (data, args) => makeRelation({ ...data, quoted: changeFlags(data.quoted, args, 'quote') }),
  incorporate,
  replace_path: replacePath,
  render: (data) => renderRelation(data),
  without_identifier: (data) => makeRelation({ ...data, included: { ...data.included, identifier: false } }),
  information_schema: (data) => makeRelation({ ...data, schema: 'information_schema', identifier: null }),
  quoted: (data, args) => data.quote + textOf(args.positional[0] ?? '') + data.quote,
  matches: () => false,
  get: (data, args) => memberOf(data, textOf(args.positional[0] ?? '')) ?? args.positional[1] ?? null,
};

function memberOf(data: RelationData, name: string): Value | undefined {
  switch (name) {
    case 'database':
    case 'schema':
    case 'identifier':
    case 'type':
      return data[name];
    case 'name':
    case 'table':
      return data.identifier;
    case 'is_table':
    case 'is_view':
    case 'is_cte':
      return data.type === name.slice(3);
    case 'metadata':
      // Macros of packages tell relations from other mappings by it.
      return dictOf([['type', 'Relation']]);
    case 'path':
      return dictOf(PARTS.map((part) => [part, data[part]]));
    default:
      return undefined;
  }
}

export const RELATION: ObjectType<RelationData> = {
  name: 'Relation',
  isMapping: true,
  iterate: () => [...PARTS, 'type', 'metadata'],
  item: (data, key) => (typeof key === 'string' ? memberOf(data, key) : undefined),
  text: renderRelation,
  repr: (data) => `<Relation ${renderRelation(data)}>`,
  equals: (data, other) => {
    const that = dataOf(RELATION, other);
    return that !== undefined && renderRelation(that) === renderRelation(data);
  },
  hashKey: (data) => `\0r${renderRelation(data)}`,
  attributeNames: () => [...Object.keys(METHODS), ...PARTS, 'name', 'table', 'type'],
  attribute: (data, name) => {
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    return method === undefined ? memberOf(data, name) : makeFunction(name, (args) => method(data, args));
  },
};
