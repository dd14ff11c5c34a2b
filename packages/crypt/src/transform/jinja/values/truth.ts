import { isList, type Value } from './value.ts';

/** Python's bool(value). */
export function isTrue(value: Value): boolean {
  if (value === null) return false;
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return true;
    default:
  }
  if (isList(value)) return value.length > 0;
  switch (value.kind) {
    case 'float':
      return value.value !== 0;
    case 'tuple':
      return value.items.length > 0;
    case 'dict':
      return value.values.size > 0;
    case 'view':
      return value.dict.values.size > 0;
    case 'set':
      return value.members.size > 0;
    case 'range':
      return value.length > 0;
    case 'undefined':
      return false;
    case 'object':
      if (value.type.truth !== undefined) return value.type.truth(value.data);
      return value.type.length === undefined || value.type.length(value.data) > 0;
    default:
      return true;
  }
}
