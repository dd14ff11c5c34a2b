// The arguments of a generic test as its macro is given them: texts that are templates, or that look like a call of ref,
// source, var, env_var or doc, are rendered to values. Used while parsing and while running.
import { hasTags } from '../../jinja/syntax/parse-template.ts';
import { dictOf, entriesOf } from '../../jinja/values/dict.ts';
import { isKind, isList, type Dict, type Value } from '../../jinja/values/value.ts';

const LOOKS_LIKE_CALL = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/;

/** The name under which a test's own template finds its arguments. */
export const TEST_ARGUMENTS = '_dbt_generic_test_kwargs';

/** @param render a template to a value. */
export function renderTestArguments(kwargs: Dict, render: (template: string) => Value): Dict {
  const convert = (value: Value): Value => {
    if (typeof value === 'string') return render(LOOKS_LIKE_CALL.test(value) ? `{{ ${value} }}` : value);
    if (isList(value)) return value.map(convert);
    return isKind(value, 'dict') ? dictOf([...entriesOf(value)].map(([key, item]) => [key, convert(item)])) : value;
  };
  // Names of columns stay texts: one may be `1` or `true`.
  return dictOf([...entriesOf(kwargs)].map(([key, value]) => [key, key === 'column_name' ? value : convert(value)]));
}

/** Whether rendering leaves the arguments as they are. */
export function isPlain(value: Value): boolean {
  if (typeof value === 'string') return !LOOKS_LIKE_CALL.test(value) && !hasTags(value);
  if (isList(value)) return value.every(isPlain);
  return !isKind(value, 'dict') || [...entriesOf(value)].every(([, item]) => isPlain(item));
}

/** The name by which a test's template calls its macro. */
export function testMacroName(name: string, namespace: string | null): string {
  return namespace === null ? `test_${name}` : `${namespace}.test_${name}`;
}
