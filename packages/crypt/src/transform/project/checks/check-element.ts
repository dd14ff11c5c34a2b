// Keys of a properties file that mean nothing, and those that stand where they mean nothing.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { isList, type Value } from '../../jinja/values/value.ts';
import { fail, type Problems } from '../errors.ts';
import { fieldOf, isDict, textEntries } from '../fields.ts';
import type { PropertyElement } from '../properties/property-file.ts';
import type { YamlPath } from '../yaml/read-yaml.ts';
import { COLUMN_KEYS, CONFIG_NAMES, ELEMENT_KEYS, TABLE_KEYS } from './known-keys.ts';

interface Sheet {
  readonly element: PropertyElement;
  readonly problems: Problems;
}

/** Of the root project's files: nobody mends a package. */
export function checkElement(element: PropertyElement, problems: Problems): void {
  const sheet = { element, problems };
  const { key, unrendered } = element;
  for (const name of unknownKeys(unrendered, ELEMENT_KEYS[key]))
    tellKey(sheet, [name], `a ${singular(key)}`, ELEMENT_KEYS[key], 'always');
  checkColumns(sheet, unrendered, []);
  for (const [index, version] of listAt(unrendered, 'versions')) checkColumns(sheet, version, ['versions', index]);
  if (key !== 'sources') return;
  for (const [index, table] of listAt(unrendered, 'tables')) {
    for (const name of unknownKeys(table, TABLE_KEYS))
      tellKey(sheet, ['tables', index, name], 'a table of a source', TABLE_KEYS, 'always');
    checkColumns(sheet, table, ['tables', index]);
  }
}

function checkColumns(sheet: Sheet, of: Value, path: YamlPath): void {
  for (const [index, column] of listAt(of, 'columns'))
    for (const name of unknownKeys(column, COLUMN_KEYS))
      // What a column says of its own is kept in the manifest; only what looks like a slip is told.
      if (name !== 'include' && name !== 'exclude')
        tellKey(sheet, [...path, 'columns', index, name], 'a column', COLUMN_KEYS, 'when near');
}

const NONE: readonly string[] = [];

/** Nearly always none, so that no list is made. */
function unknownKeys(value: Value, known: ReadonlySet<string>): readonly string[] {
  if (!isDict(value)) return NONE;
  for (const key of value.values.keys())
    if (typeof key !== 'string' || !known.has(key))
      return [...textEntries(value)].flatMap(([name]) => (known.has(name) ? [] : [name]));
  return NONE;
}

function tellKey(
  { element, problems }: Sheet,
  path: YamlPath,
  what: string,
  known: ReadonlySet<string>,
  when: 'always' | 'when near',
): void {
  const name = String(path.at(-1));
  const near = name === 'test' || name === 'data_test' ? 'data_tests' : nearest(name, [...known]);
  const isConfig = CONFIG_NAMES.has(name) && what !== 'a column';
  if (near === undefined && when === 'when near') return;
  const place = element.yaml.placeOf([...element.path, ...path]);
  if (element.key === 'sources' && path.length === 1) {
    const reason = `'${name}' is no key of ${what}`;
    problems.errors.push(fail('PROJECT_PROPERTY', { reason, place, advice: meant(near, known) }));
    return;
  }
  const reason = isConfig
    ? `'${name}' is a configuration, and beside 'config:' it means nothing; it was ignored`
    : `'${name}' is no key of ${what} and was ignored`;
  const advice = isConfig ? "move it below 'config:'" : meant(near, known);
  const event = isConfig ? 'PropertyMovedToConfigDeprecation' : 'CustomKeyInObjectDeprecation';
  problems.warnings.push(fail('PROJECT_PROPERTY', { reason, place, advice, event, isSilentInDbt: true }));
}

function meant(near: string | undefined, known: ReadonlySet<string>): string {
  return near === undefined ? `known are ${[...known].slice(0, 8).join(', ')}, …` : `did you mean '${near}'?`;
}

function listAt(value: Value, key: string): Iterable<[number, Value]> {
  const list = fieldOf(value, key);
  return list !== undefined && isList(list) ? list.entries() : [];
}

function singular(key: string): string {
  return key === 'analyses' ? 'analysis' : key.replace(/ies$/, 'y').replace(/s$/, '').replaceAll('_', ' ');
}
