// Tables of `sources:` to sources of the manifest, and their tests.
import { dictOf } from '../../jinja/values/dict.ts';
import { isList, orElse, type Value } from '../../jinja/values/value.ts';
import type { Config } from '../config/config-map.ts';
import { nodeConfig, unrenderedConfig } from '../config/node-config.ts';
import { quoteOf, quotingOf, relationData, renderRelation } from '../context/relation.ts';
import { fail } from '../errors.ts';
import { dictField, dictOfFields, fieldOf, isDict, textEntries, textField, textsOf } from '../fields.ts';
import type { ManifestSource } from '../manifest.ts';
import type { ParseWorld } from '../parse-world.ts';
import { aliasesOf } from '../settings/profile.ts';
import type { TestRequest } from '../tests/make-test.ts';
import { mapToObject, toData, toObject } from '../to-data.ts';
import type { YamlPath } from '../yaml/read-yaml.ts';
import { columnInfo, readColumns, testsKey, testsOf, type ColumnProperties } from './columns.ts';
import { externalPlace } from './external-place.ts';
import type { PropertyElement } from './property-file.ts';

export interface MadeSource {
  readonly source: ManifestSource;
  readonly isEnabled: boolean;
  readonly tests: readonly TestRequest[];
  readonly element: PropertyElement;
  readonly path: YamlPath;
}

export function makeSources(element: PropertyElement, world: ParseWorld): readonly MadeSource[] {
  const tables = fieldOf(element.value, 'tables');
  if (tables === undefined || tables === null) return [];
  if (!isList(tables)) {
    world.problems.errors.push(
      fail('PROJECT_PROPERTY', {
        reason: "'tables' is not a list",
        place: element.yaml.placeOf([...element.path, 'tables']),
      }),
    );
    return [];
  }
  return tables.flatMap((table, index) => {
    const path = [...element.path, 'tables', index];
    const name = textField(table, 'name');
    if (name !== undefined) return [makeSource(element, table, name, path, world)];
    world.problems.errors.push(
      fail('PROJECT_PROPERTY', {
        reason: `a table of the source '${element.name}' has no name`,
        place: element.yaml.placeOf(path),
      }),
    );
    return [];
  });
}

function makeSource(
  element: PropertyElement,
  table: Value,
  name: string,
  path: YamlPath,
  world: ParseWorld,
): MadeSource {
  const { value, file, unrendered } = element;
  const { profile, root, packages, invocation } = world;
  const folders = file.relativePath.split('/').slice(0, -1);
  const fqn = [file.packageName, ...folders, element.name, name];
  const own = packages.get(file.packageName)?.settings ?? root.settings;
  const inputs = {
    type: 'source' as const,
    fqn,
    own,
    root: root.settings,
    aliases: aliasesOf(profile.type),
    properties: configOf(value, table),
  };
  const config = nodeConfig(inputs);
  const columns = readColumns(table, element.yaml, path, world);
  const quoting = dictOfFields(dictField(value, 'quoting'), dictField(table, 'quoting'));
  const database =
    textField(value, 'database') ??
    textField(value, 'catalog') ??
    (profile.type === 'bigquery' ? textField(value, 'project') : undefined) ??
    profile.database;
  const schema =
    textField(value, 'schema') ??
    (profile.type === 'bigquery' ? textField(value, 'dataset') : undefined) ??
    element.name;
  const identifier = textField(table, 'identifier') ?? name;
  const quoted = quotingOf(root.settings.quoting, quoting);
  const ownName = renderRelation(relationData({ database, schema, identifier, quote: quoteOf(profile.type), quoted }));
  const fields: Omit<ManifestSource, 'relation_name'> = {
    database,
    schema,
    name,
    resource_type: 'source',
    package_name: file.packageName,
    path: file.path,
    original_file_path: file.path,
    unique_id: `source.${file.packageName}.${element.name}.${name}`,
    fqn,
    source_name: element.name,
    source_description: textField(value, 'description') ?? '',
    loader: textField(value, 'loader') ?? '',
    identifier,
    quoting: { database: null, schema: null, identifier: null, column: null, ...toObject(quoting) },
    loaded_at_field: (config.get('loaded_at_field') as string | null | undefined) ?? null,
    loaded_at_query: (config.get('loaded_at_query') as string | null | undefined) ?? null,
    freshness: toData(config.get('freshness')),
    external: externalOf(table),
    description: textField(table, 'description') ?? '',
    columns: Object.fromEntries(columns.map((column) => [column.name, columnInfo(column)])),
    meta: toObject(config.get('meta')),
    source_meta: toObject(dictOfFields(dictField(value, 'meta'), dictField(dictField(value, 'config'), 'meta'))),
    tags: textsOf(config.get('tags')),
    config: mapToObject(config),
    patch_path: null,
    unrendered_config: mapToObject(unrenderedConfig({ ...inputs, properties: configOf(unrendered, table) })),
    created_at: invocation.startedMs / 1000,
    unrendered_database: textField(unrendered, 'database') ?? null,
    unrendered_schema: textField(unrendered, 'schema') ?? null,
    doc_blocks: [],
  };
  const external = profile.type === 'duckdb' ? externalPlace(fields) : null;
  return {
    source: { ...fields, relation_name: external ?? ownName },
    isEnabled: config.get('enabled') !== false,
    tests: testsOfTable(element, table, name, columns, path),
    element,
    path,
  };
}

const NO_EXTERNAL = { location: null, file_format: null, row_format: null, tbl_properties: null, partitions: null };

function externalOf(table: Value): ManifestSource['external'] {
  const given = fieldOf(table, 'external');
  return isDict(given) ? { ...NO_EXTERNAL, ...toObject(given) } : toData(given);
}

/** `config:` of the source, then of the table, with what may stand beside them. */
function configOf(source: Value, table: Value): Config {
  const config: Config = new Map();
  for (const level of [source, table])
    for (const [key, value] of textEntries(dictField(level, 'config'))) config.set(key, value);
  for (const key of ['loaded_at_field', 'loaded_at_query', 'event_time'])
    for (const level of [source, table]) {
      const value = orElse(fieldOf(level, key), fieldOf(dictField(level, 'config'), key));
      if (value !== undefined) config.set(key, value);
      else if (key !== 'event_time' && !config.has(key)) config.set(key, null);
    }
  config.set(
    'meta',
    dictOfFields(
      ...[source, table].flatMap((level) => [dictField(level, 'meta'), dictField(dictField(level, 'config'), 'meta')]),
    ),
  );
  const tags = [source, table].flatMap((level) => [
    ...textsOf(fieldOf(level, 'tags')),
    ...textsOf(fieldOf(dictField(level, 'config'), 'tags')),
  ]);
  config.set('tags', [...new Set(tags)].toSorted());
  const freshness = freshnessOf(source, table);
  if (freshness === undefined) config.delete('freshness');
  else config.set('freshness', freshness);
  return config;
}

/** Each part of the nearest that has it; None turns it off; undefined when nobody says anything. */
function freshnessOf(source: Value, table: Value): Value | undefined {
  const levels = [source, table]
    .flatMap((level) => [fieldOf(level, 'freshness'), fieldOf(dictField(level, 'config'), 'freshness')])
    .filter((value) => value !== undefined);
  const last = levels.at(-1);
  if (last === undefined || last === null) return last;
  const parts = dictOfFields(...levels.map((level) => (isDict(level) ? level : undefined)));
  const period = (name: string): Value => {
    const given = fieldOf(parts, name);
    return dictOf([
      ['count', fieldOf(given, 'count') ?? null],
      ['period', fieldOf(given, 'period') ?? null],
    ]);
  };
  return dictOf([
    ['warn_after', period('warn_after')],
    ['error_after', period('error_after')],
    ['filter', fieldOf(parts, 'filter') ?? null],
  ]);
}

function testsOfTable(
  element: PropertyElement,
  table: Value,
  name: string,
  columns: readonly ColumnProperties[],
  path: YamlPath,
): TestRequest[] {
  const levels = [element.value, table].flatMap((level) => textsOf(fieldOf(level, 'tags')));
  const ofColumns = columns.flatMap((column) =>
    column.tests.map((definition, index): TestRequest => ({
      element,
      definition,
      path: [...column.path, testsKey(column.value), index],
      columnName: quotedName(column, element),
      tags: [...levels, ...column.tags],
      table: name,
    })),
  );
  const own = testsOf(table).map((definition, index): TestRequest => ({
    element,
    definition,
    path: [...path, testsKey(table), index],
    columnName: null,
    tags: levels,
    table: name,
  }));
  return [...own, ...ofColumns];
}

function quotedName(column: ColumnProperties, element: PropertyElement): string {
  const quotes = column.quote ?? fieldOf(dictField(element.value, 'quoting'), 'column') === true;
  return quotes ? `"${column.name}"` : column.name;
}
