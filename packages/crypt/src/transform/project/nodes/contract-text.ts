// What a contract promises, as the text that its checksum is of: the same as dbt's, so that states of both can be compared.
// There it is made of Python's own texts of the objects (contracts/graph/nodes.py, behaviour only).
import { reprOf } from '../../jinja/values/repr.ts';
import type { ColumnInfo, Constraint } from '../manifest.ts';

/**
 * Columns by name, each with type and constraints.
 *
 * @param table what a materialization that builds a table promises besides.
 */
export function contractText(
  columns: readonly ColumnInfo[],
  table: { readonly materialized: string; readonly constraints: readonly Constraint[] } | undefined,
): string {
  const texts = columns
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, data_type, constraints }) => `|${name}${data_type ?? 'None'}${listText('Column', constraints)}`);
  if (table !== undefined) texts.push(table.materialized, listText('Model', table.constraints));
  return texts.join('');
}

function listText(level: 'Column' | 'Model', constraints: readonly Constraint[]): string {
  return `[${constraints.map((constraint) => constraintText(level, constraint)).join(', ')}]`;
}

function constraintText(level: 'Column' | 'Model', constraint: Constraint): string {
  const { type, name, expression, warn_unenforced, warn_unsupported, to, to_columns, columns } = constraint;
  const fields = [
    `type=<ConstraintType.${type}: '${type}'>`,
    `name=${reprOf(name)}`,
    `expression=${reprOf(expression)}`,
    `warn_unenforced=${reprOf(warn_unenforced)}`,
    `warn_unsupported=${reprOf(warn_unsupported)}`,
    `to=${reprOf(to)}`,
    `to_columns=${reprOf([...to_columns])}`,
    ...(level === 'Model' ? [`columns=${reprOf([...(columns ?? [])])}`] : []),
  ];
  return `${level}LevelConstraint(${fields.join(', ')})`;
}
