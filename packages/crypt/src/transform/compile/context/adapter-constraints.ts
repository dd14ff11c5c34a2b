// Constraints of contracts as DDL. DuckDB enforces all of them.
import { bind } from '../../jinja/values/bind.ts';
import { iterate } from '../../jinja/values/iterate.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { isTrue } from '../../jinja/values/truth.ts';
import { orElse, type Value } from '../../jinja/values/value.ts';
import { fieldOf, isDict, listField } from '../../project/fields.ts';
import type { AdapterMethod } from './adapter-method.ts';

function text(value: Value | undefined): string {
  const given = orElse(value, null);
  return given === null ? '' : textOf(given);
}

function renderColumnConstraint(constraint: Value): string | undefined {
  const expression = text(fieldOf(constraint, 'expression'));
  const plus = (words: string): string => (expression === '' ? words : `${words} ${expression}`);
  switch (text(fieldOf(constraint, 'type'))) {
    case 'check':
      return expression === '' ? undefined : `check (${expression})`;
    case 'not_null':
      return plus('not null');
    case 'unique':
      return plus('unique');
    case 'primary_key':
      return plus('primary key');
    case 'foreign_key': {
      const to = text(fieldOf(constraint, 'to'));
      if (to !== '') return `references ${to} (${listField(constraint, 'to_columns').map(textOf).join(', ')})`;
      return expression === '' ? undefined : `references ${expression}`;
    }
    case 'custom':
      return expression === '' ? undefined : expression;
    default:
      return undefined;
  }
}

/** Columns of a contract as lines of a CREATE TABLE. */
const columnLines: AdapterMethod = (_, args) => {
  const [columns] = bind(args, 'render_raw_columns_constraints', ['raw_columns'], 1);
  const lines = columns !== undefined && isDict(columns) ? [...columns.values.values()] : [];
  return lines.map((column) => {
    const name = text(fieldOf(column, 'name'));
    const words = [isTrue(fieldOf(column, 'quote') ?? false) ? `"${name}"` : name, text(fieldOf(column, 'data_type'))];
    for (const constraint of listField(column, 'constraints')) words.push(renderColumnConstraint(constraint) ?? '');
    return words.filter((word) => word !== '').join(' ');
  });
};

function renderModelConstraint(constraint: Value): string | undefined {
  const name = text(fieldOf(constraint, 'name'));
  const prefix = name === '' ? '' : `constraint ${name} `;
  const expression = text(fieldOf(constraint, 'expression'));
  const columns = listField(constraint, 'columns').map(textOf).join(', ');
  const plus = (words: string): string => prefix + (expression === '' ? words : `${words} ${expression}`);
  switch (text(fieldOf(constraint, 'type'))) {
    case 'check':
      return expression === '' ? undefined : `${prefix}check (${expression})`;
    case 'unique':
      return plus(`unique (${columns})`);
    case 'primary_key':
      return plus(`primary key (${columns})`);
    case 'foreign_key': {
      const to = text(fieldOf(constraint, 'to'));
      if (to !== '')
        return `${prefix}foreign key (${columns}) references ${to} (${listField(constraint, 'to_columns').map(textOf).join(', ')})`;
      return expression === '' ? undefined : `${prefix}foreign key (${columns}) references ${expression}`;
    }
    case 'custom':
      return expression === '' ? undefined : prefix + expression;
    default:
      return undefined;
  }
}

const modelLines: AdapterMethod = (_, args) => {
  const [constraints] = bind(args, 'render_raw_model_constraints', ['raw_constraints'], 1);
  const lines = Array.from(iterate(constraints ?? []), renderModelConstraint);
  return lines.filter((line) => line !== undefined);
};

export const CONSTRAINT_METHODS: readonly (readonly [string, AdapterMethod])[] = [
  ['render_raw_columns_constraints', columnLines],
  ['render_raw_model_constraints', modelLines],
];
