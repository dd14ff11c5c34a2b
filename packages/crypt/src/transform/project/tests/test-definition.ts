// A generic test as a properties file writes it: `unique`, or `{relationships: {to: …, config: {…}}}`.
import { emptyDict, dictOf } from '../../jinja/values/dict.ts';
import type { Dict, Value } from '../../jinja/values/value.ts';
import { configKey, type Config } from '../config/config-map.ts';
import { fail } from '../errors.ts';
import { dictField, fieldOf, isDict, textEntries, textField } from '../fields.ts';

export interface TestDefinition {
  /** Of the macro, without `test_`. */
  readonly name: string;
  /** The package that it was written with. */
  readonly namespace: string | null;
  /** What the macro is called with, `column_name` too, `model` not. */
  readonly args: Dict;
  /** Not rendered yet. */
  readonly config: Config;
  readonly customName: string | undefined;
  readonly description: string;
  /** Arguments that do not stand below `arguments:`. */
  readonly hasBareArguments: boolean;
  /** Configuration that does not stand below `config:`. */
  readonly hasConfigBeside: boolean;
}

/** Configuration that may stand beside the arguments. */
const CONFIG_BESIDE = [
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'meta',
  'database',
  'schema',
  'alias',
];

/**
 * @param hasArguments whether `arguments:` holds the arguments, as dbt 1.11 has it.
 * @throws PROJECT_TEST
 */
export function parseTestDefinition(
  definition: Value,
  columnName: string | null,
  hasArguments: boolean,
): TestDefinition {
  const [written, given] = nameAndArguments(definition);
  const found = /^(?:([a-zA-Z_]\w*)\.)?([a-zA-Z_]\w*)/.exec(written);
  if (found === null) throw fail('PROJECT_TEST', { reason: `'${written}' is no name of a test` });
  const args = new Map<string, Value>(textEntries(given));
  if (columnName !== null) args.set('column_name', columnName);
  const nested = args.get('arguments');
  if (hasArguments && nested !== undefined) {
    args.delete('arguments');
    for (const [key, value] of textEntries(nested)) args.set(key, value);
  }
  if (args.has('model'))
    throw fail('PROJECT_TEST', { reason: `the test '${written}' has an argument 'model', which it is given anyway` });
  const hasConfigBeside = CONFIG_BESIDE.some((key) => args.has(key));
  const config = takeConfig(args, written);
  const customName = args.get('name');
  const description = args.get('description');
  args.delete('name');
  args.delete('description');
  return {
    name: found[2] ?? '',
    namespace: found[1] ?? null,
    args: dictOf(args),
    config,
    customName: typeof customName === 'string' ? customName : undefined,
    description: typeof description === 'string' ? description : '',
    hasConfigBeside,
    hasBareArguments: nested === undefined && args.size > (columnName === null ? 0 : 1),
  };
}

function nameAndArguments(definition: Value): [string, Dict] {
  if (typeof definition === 'string') return [definition, emptyDict()];
  if (!isDict(definition)) throw fail('PROJECT_TEST', { reason: 'a test is neither a name nor a mapping' });
  const named = textField(definition, 'test_name');
  if (named !== undefined) {
    const rest = [...textEntries(definition)].filter(([key]) => key !== 'test_name');
    return [named, dictOf(rest)];
  }
  const entries = [...textEntries(definition)];
  const [only] = entries;
  if (only === undefined || definition.values.size !== 1)
    throw fail('PROJECT_TEST', {
      reason: `a test is one name with a mapping below it, not ${definition.values.size} keys`,
      advice: 'are its arguments indented?',
    });
  const [name, args] = only;
  if (args === null) return [name, emptyDict()];
  if (!isDict(args)) throw fail('PROJECT_TEST', { reason: `the arguments of the test '${name}' are no mapping` });
  return [name, args];
}

/** Order of the keys as dbt has it, which decides nothing but the order in the manifest. */
function takeConfig(args: Map<string, Value>, test: string): Config {
  const config: Config = new Map();
  const nested = dictField(dictOf(args), 'config');
  for (const key of CONFIG_BESIDE) {
    const beside = args.get(key);
    args.delete(key);
    const inside = fieldOf(nested, key);
    if (beside !== undefined && beside !== null && inside !== undefined)
      throw fail('PROJECT_TEST', {
        reason: `the test '${test}' has '${key}' in its config and beside it; one is enough`,
      });
    const value = inside ?? beside;
    if (value !== undefined && value !== null) config.set(key, value);
  }
  for (const [key, value] of textEntries(nested))
    if (!CONFIG_BESIDE.includes(key) && value !== null) config.set(configKey(key), value);
  args.delete('config');
  return config;
}
