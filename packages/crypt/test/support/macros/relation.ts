// Relations and columns as macros see them: as much of them as the macros under test read.
import { hostFunction } from '../../../src/transform/jinja/values/host.ts';
import { textOf } from '../../../src/transform/jinja/values/repr.ts';
import {
  dataOf,
  makeObject,
  type ObjectType,
  type PyFunction,
  type PyObject,
  type Value,
} from '../../../src/transform/jinja/values/value.ts';

export interface Relation {
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
  readonly type: 'table' | 'view';
}

export const RELATION: ObjectType<Relation> = {
  name: 'Relation',
  attribute: relationAttribute,
  text: renderRelation,
};

function relationAttribute(self: Relation, name: string): Value | undefined {
  switch (name) {
    case 'database':
    case 'schema':
    case 'identifier':
    case 'type':
      return self[name];
    case 'name':
    case 'table':
      return self.identifier;
    case 'is_table':
      return self.type === 'table';
    case 'is_view':
      return self.type === 'view';
    case 'render':
      return hostFunction('render', [], () => renderRelation(self));
    case 'incorporate':
      return hostFunction('incorporate', ['path', 'type'], ([, type]) =>
        makeObject(RELATION, { ...self, type: type === 'view' ? 'view' : 'table' }),
      );
    default:
      return undefined;
  }
}

export function renderRelation({ database, schema, identifier }: Relation): string {
  return [database, schema, identifier].map(quote).join('.');
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table of the database `db`, schema `main`. */
export function tableNamed(identifier: string, type: Relation['type'] = 'table'): PyObject {
  return makeObject(RELATION, { database: 'db', schema: 'main', identifier, type });
}

export function relationOf(value: Value | undefined): Relation {
  const relation = dataOf(RELATION, value ?? null);
  if (relation === undefined) throw new Error(`${textOf(value ?? null)} is no relation`);
  return relation;
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

export const COLUMN: ObjectType<Column> = {
  name: 'Column',
  attribute: (self, name) => {
    if (name === 'name' || name === 'column') return self.name;
    if (name === 'dtype' || name === 'data_type' || name === 'expanded_data_type') return self.type;
    return name === 'quoted' ? quote(self.name) : undefined;
  },
};

const TYPES: ReadonlyMap<string, string> = new Map([
  ['STRING', 'TEXT'],
  ['INTEGER', 'INT'],
]);

interface ColumnClass {
  readonly members: ReadonlyMap<string, PyFunction>;
}

const COLUMN_CLASS: ObjectType<ColumnClass> = { name: 'type', attribute: (self, name) => self.members.get(name) };

export const API_COLUMN = makeObject(COLUMN_CLASS, {
  members: new Map([
    [
      'translate_type',
      hostFunction('translate_type', ['type'], ([type]) => {
        const name = textOf(type ?? null).toUpperCase();
        return TYPES.get(name) ?? name;
      }),
    ],
    [
      'numeric_type',
      hostFunction(
        'numeric_type',
        ['type', 'precision', 'scale'],
        ([type, precision, scale]) => `${textOf(type ?? null)}(${textOf(precision ?? null)},${textOf(scale ?? null)})`,
      ),
    ],
  ]),
});
