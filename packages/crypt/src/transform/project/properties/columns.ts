// Columns of properties files.
import { isList, orElse, type Dict, type Value } from '../../jinja/values/value.ts';
import {
  dictField,
  dictOfFields,
  fieldOf,
  isDict,
  listField,
  listify,
  textField,
  textsOf,
  textEntries,
} from '../fields.ts';
import { fail } from '../errors.ts';
import type { Constraint, ColumnInfo } from '../manifest.ts';
import { toData, toObject } from '../to-data.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { YamlFile, YamlPath } from '../yaml/read-yaml.ts';

export interface ColumnProperties {
  readonly name: string;
  /** Undefined: as the node says. */
  readonly quote: boolean | null;
  readonly tags: readonly string[];
  readonly tests: readonly Value[];
  readonly path: YamlPath;
  readonly value: Dict;
}

/** @param path of the element that `columns` is part of. */
export function readColumns(
  element: Value,
  yaml: YamlFile,
  path: YamlPath,
  world: ParseWorld,
): readonly ColumnProperties[] {
  const columns = fieldOf(element, 'columns');
  if (columns === undefined || columns === null) return [];
  if (!isList(columns)) {
    world.problems.errors.push(
      fail('PROJECT_PROPERTY', { reason: "'columns' is not a list", place: yaml.placeOf([...path, 'columns']) }),
    );
    return [];
  }
  return columns.flatMap((column, index) => {
    const at = [...path, 'columns', index];
    const name = textField(column, 'name');
    if (isDict(column) && name !== undefined) return [readColumn(column, name, at)];
    // An element of a version's columns may say which of the model's are taken.
    if (fieldOf(column, 'include') !== undefined || fieldOf(column, 'exclude') !== undefined) return [];
    world.problems.errors.push(fail('PROJECT_PROPERTY', { reason: 'a column has no name', place: yaml.placeOf(at) }));
    return [];
  });
}

function readColumn(column: Dict, name: string, path: YamlPath): ColumnProperties {
  const quote = fieldOf(column, 'quote');
  const tags = [...textsOf(fieldOf(column, 'tags')), ...textsOf(fieldOf(dictField(column, 'config'), 'tags'))];
  return {
    name,
    quote: typeof quote === 'boolean' ? quote : null,
    tags: [...new Set(tags)],
    tests: testsOf(column),
    path,
    value: column,
  };
}

/** `data_tests`, or `tests` as it was called. */
export function testsOf(element: Value): readonly Value[] {
  const tests = orElse(fieldOf(element, 'data_tests'), fieldOf(element, 'tests'));
  return tests === undefined ? [] : listify(tests);
}

/** The key that the tests stand below. */
export function testsKey(element: Value): string {
  return fieldOf(element, 'data_tests') === undefined ? 'tests' : 'data_tests';
}

const KNOWN: ReadonlySet<string> = new Set([
  'name',
  'description',
  'meta',
  'data_type',
  'constraints',
  'quote',
  'config',
  'tags',
  'granularity',
  'tests',
  'data_tests',
  'dimension',
  'entity',
]);

/** As the manifest has it, the description still a template. */
export function columnInfo({ name, value, quote }: ColumnProperties): ColumnInfo {
  const config = dictField(value, 'config');
  const meta = toObject(dictOfFields(dictField(config, 'meta'), dictField(value, 'meta')));
  const tags = [...new Set([...textsOf(fieldOf(value, 'tags')), ...textsOf(fieldOf(config, 'tags'))])];
  const others = [...textEntries(value)]
    .filter(([key]) => !KNOWN.has(key))
    .map(([key, item]) => [key, toData(item)] as const);
  return {
    // What a column says beyond that is kept.
    ...Object.fromEntries(others),
    name,
    description: textField(value, 'description') ?? '',
    meta,
    data_type: textField(value, 'data_type') ?? null,
    constraints: listField(value, 'constraints').map(constraintOf),
    quote,
    config: { meta, tags },
    tags,
    granularity: textField(value, 'granularity') ?? null,
    doc_blocks: [],
  };
}

export function constraintOf(value: Value): Constraint {
  return {
    type: textField(value, 'type') ?? 'custom',
    name: textField(value, 'name') ?? null,
    expression: textField(value, 'expression') ?? null,
    warn_unenforced: fieldOf(value, 'warn_unenforced') !== false,
    warn_unsupported: fieldOf(value, 'warn_unsupported') !== false,
    to: textField(value, 'to') ?? null,
    to_columns: textsOf(fieldOf(value, 'to_columns')),
  };
}

/** The model's columns that a version has: those it takes over, and its own. */
export function columnsOfVersion(
  columns: readonly ColumnProperties[],
  version: Value,
  own: readonly ColumnProperties[],
): readonly ColumnProperties[] {
  const choice = listField(version, 'columns').find(
    (item) => fieldOf(item, 'include') !== undefined || fieldOf(item, 'exclude') !== undefined,
  );
  const included = fieldOf(choice, 'include');
  const names = included === undefined || included === 'all' || included === '*' ? undefined : textsOf(included);
  const excluded = textsOf(fieldOf(choice, 'exclude'));
  const ownNames = new Set(own.map(({ name }) => name));
  const taken = columns.filter(
    ({ name }) => !ownNames.has(name) && !excluded.includes(name) && names?.includes(name) !== false,
  );
  return [...taken, ...own];
}
