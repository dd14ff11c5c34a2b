// The key of a model, as its tests tell it (dbt-core 1.11 contracts/graph/nodes.py): columns that are unique and not null,
// else those that are unique, else those whose unique tests are disabled.
import { listField, textField, textsOf } from '../fields.ts';
import type { MadeNode } from '../nodes/made-node.ts';

interface Tested {
  readonly unique: Set<string>;
  readonly uniqueDisabled: Set<string>;
  readonly notNull: Set<string>;
}

/** Columns by the unique id of the model, in the order of their names. */
export function primaryKeys(tests: Iterable<MadeNode>): ReadonlyMap<string, readonly string[]> {
  const tested = new Map<string, Tested>();
  for (const { test, isEnabled } of tests) {
    if (test === undefined || test.attachedNode === null) continue;
    const found = tested.get(test.attachedNode) ?? { unique: new Set(), uniqueDisabled: new Set(), notNull: new Set() };
    tested.set(test.attachedNode, found);
    const column = textField(test.kwargs, 'column_name');
    const columns = column === undefined ? textsOf([...listField(test.kwargs, 'combination_of_columns')]) : [column];
    const { name } = test.metadata;
    const kind = name === 'not_null' ? found.notNull : isEnabled ? found.unique : found.uniqueDisabled;
    if (name === 'not_null' || name === 'unique' || name === 'unique_combination_of_columns')
      for (const each of columns) kind.add(each);
  }
  return new Map(Array.from(tested, ([id, columns]) => [id, keyOf(columns)]));
}

function keyOf({ unique, uniqueDisabled, notNull }: Tested): readonly string[] {
  const both = [...notNull].filter((column) => unique.has(column) || uniqueDisabled.has(column));
  if (both.length > 0) return both.toSorted();
  return [...(unique.size > 0 ? unique : uniqueDisabled)].toSorted();
}
