// Functions that templates have everywhere: in YAML files, in macros, while parsing and while running.
import { parseJson } from '../../../kernel/parse-json.ts';
import { createHash } from 'node:crypto';
import { MacroReturn } from '../../jinja/run/macro.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { setOf } from '../../jinja/values/dict.ts';
import { isIterable, iterate } from '../../jinja/values/iterate.ts';
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { yamlLibrary } from '../../../kernel/yaml-library.ts';
import { tuple, type Arguments, type PyFunction, type Value } from '../../jinja/values/value.ts';
import { noProblems } from '../errors.ts';
import { toData, toValue } from '../to-data.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { entryOf, makeFunction } from './make-function.ts';

const nothing = (): Value => '';

export const BASE_NAMES: ReadonlyMap<string, Value> = new Map<string, Value>([
  entryOf('return', (args) => {
    // Ends the macro that is running; `catchReturn` has it.
    // oxlint-disable-next-line typescript/only-throw-error
    throw new MacroReturn(bind(args, 'return', ['data'])[0] ?? null);
  }),
  entryOf('fromjson', (args) => decode(args, 'fromjson', (text) => toValue(parseJson(text)))),
  entryOf('tojson', (args) => {
    const [value, fallback, sorted] = bind(args, 'tojson', ['value', 'default', 'sort_keys'], 1);
    try {
      return renderPythonJson(toData(value), sorted === true);
    } catch (error) {
      if (!isCryptError(error)) throw error;
      return fallback ?? null;
    }
  }),
  entryOf('fromyaml', (args) => decode(args, 'fromyaml', parseYamlText)),
  entryOf('toyaml', (args) =>
    yamlLibrary().stringify(toData(bind(args, 'toyaml', ['value', 'default', 'sort_keys'], 1)[0])),
  ),
  entryOf('set', (args) => collect(args, 'set', (values) => setOf(values))),
  entryOf('set_strict', (args) => setOf(iterate(bind(args, 'set_strict', ['value'], 1)[0] ?? null))),
  entryOf('zip', (args) => (args.positional.every(isIterable) ? zip(args) : (args.named.get('default') ?? null))),
  entryOf('zip_strict', zip),
  entryOf('local_md5', (args) =>
    createHash('md5')
      .update(textArgument(bind(args, 'local_md5', ['value'], 1)[0], 'local_md5'))
      .digest('hex'),
  ),
  entryOf('log', nothing),
  entryOf('print', nothing),
  entryOf('debug', nothing),
  entryOf('diff_of_two_dicts', () => toValue({})),
]);

function decode(args: Arguments, name: string, parse: (text: string) => Value): Value {
  const [text, fallback] = bind(args, name, ['string', 'default'], 1);
  try {
    return parse(textArgument(text, name));
  } catch (error) {
    if (!isCryptError(error)) throw error;
    return fallback ?? null;
  }
}

function parseYamlText(text: string): Value {
  const problems = noProblems();
  const { value } = readYaml(text, 'fromyaml', problems);
  const [error] = problems.errors;
  if (error !== undefined) throw error;
  return value;
}

function collect(args: Arguments, name: string, make: (values: Iterable<Value>) => Value): Value {
  const [value, fallback] = bind(args, name, ['value', 'default'], 1);
  return value !== undefined && isIterable(value) ? make(iterate(value)) : (fallback ?? null);
}

function zip(args: Arguments): Value {
  const lists = args.positional.map((value) => [...iterate(value)]);
  const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => tuple(lists.map((list) => list[i] ?? null)));
}

/** As Python's json.dumps spaces it. */
function renderPythonJson(data: unknown, sorts: boolean): string {
  if (Array.isArray(data)) return `[${data.map((item) => renderPythonJson(item, sorts)).join(', ')}]`;
  if (typeof data !== 'object' || data === null) return asciiJson(JSON.stringify(data));
  const entries = Object.entries(data);
  if (sorts) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${asciiJson(JSON.stringify(key))}: ${renderPythonJson(item, sorts)}`).join(', ')}}`;
}

function asciiJson(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A type that templates call with anything and that gives `''`: for what does nothing while a project is parsed. */
export function inert(name: string, result: Value = ''): PyFunction {
  return makeFunction(name, () => result);
}
