// A value that is an object in dbt: its fields are attributes, and `to_dict()` is the mapping of them.
import { getItem } from '../../jinja/values/dict.ts';
import { attributeOf } from '../../jinja/values/member.ts';
import { makeObject, orElse, type Dict, type ObjectType, type Value } from '../../jinja/values/value.ts';
import { makeFunction } from './make-function.ts';

interface RecordData {
  readonly fields: Dict;
  /** Fields that are records themselves. */
  readonly inner: ReadonlyMap<string, Value>;
}

const RECORD: ObjectType<RecordData> = {
  name: 'record',
  attribute: ({ fields, inner }, name) => {
    if (name === 'to_dict') return makeFunction(name, () => fields);
    // Methods of mappings are let through: what was written for a mapping goes on working.
    return orElse(orElse(inner.get(name), fields.values.get(name)), attributeOf(fields, name));
  },
  item: ({ fields, inner }, key) => orElse(typeof key === 'string' ? inner.get(key) : undefined, getItem(fields, key)),
  contains: ({ fields }, key) => getItem(fields, key) !== undefined,
  toJson: ({ fields }) => fields,
};

/** @param inner fields that are records themselves. */
export function makeRecord(fields: Dict, inner: ReadonlyMap<string, Value> = new Map()): Value {
  return makeObject(RECORD, { fields, inner });
}
