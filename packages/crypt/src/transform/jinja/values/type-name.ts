import { isKind, isList, type Value } from './value.ts';

/** Python's name of a value's type, as its errors say it. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'int';
    case 'string':
      return 'str';
    default:
  }
  if (isList(value)) return 'list';
  switch (value.kind) {
    case 'view':
      return `dict_${value.of}`;
    case 'undefined':
      return 'Undefined';
    case 'namespace':
      return 'Namespace';
    case 'function':
      return value.text === undefined ? 'function' : 'Macro';
    case 'iterator':
      return value.typeName;
    case 'object':
      return value.type.name;
    default:
      return value.kind;
  }
}

/** How Jinja names what an attribute was asked of. */
export function objectName(value: Value): string {
  if (value === null) return 'None';
  if (isKind(value, 'namespace')) return 'jinja2.utils.Namespace object';
  if (isKind(value, 'function') && value.text !== undefined) return 'jinja2.runtime.Macro object';
  return `${typeName(value)} object`;
}
