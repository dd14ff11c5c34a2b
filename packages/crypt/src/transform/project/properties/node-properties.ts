// Properties of models, seeds, snapshots and analyses.
import { orElse, type Value } from '../../jinja/values/value.ts';
import { configKey, type Config } from '../config/config-map.ts';
import { fail } from '../errors.ts';
import { dictField, dictOfFields, fieldOf, isDict, listField, textEntries, textField } from '../fields.ts';
import { versionText } from '../to-data.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { YamlPath } from '../yaml/read-yaml.ts';
import { columnsOfVersion, readColumns, testsKey, testsOf, type ColumnProperties } from './columns.ts';
import type { PropertyElement } from './property-file.ts';

export interface NodeProperties {
  readonly element: PropertyElement;
  /** The name that references use. */
  readonly name: string;
  /** Names of the file that this is about, the first that is there: a version may be in `orders_v2.sql` or be `orders.sql`. */
  readonly fileNames: readonly string[];
  readonly description: string;
  readonly columns: readonly ColumnProperties[];
  readonly config: Config;
  readonly access: string | undefined;
  readonly constraints: readonly Value[];
  readonly version: Value;
  readonly latestVersion: Value;
  readonly deprecationDate: Value;
  readonly timeSpine: Value;
  readonly quotesColumns: boolean;
  readonly tests: readonly Value[];
  readonly testsPath: YamlPath;
}

/** Keys beside `config` that count as configuration. */
const CONFIG_BESIDE = ['meta', 'docs', 'group', 'contract', 'access'];

/** One, or one for each version. */
export function readNodeProperties(element: PropertyElement, world: ParseWorld): readonly NodeProperties[] {
  const { value, yaml, path, name } = element;
  const columns = readColumns(value, yaml, path, world);
  const base: NodeProperties = {
    element,
    name,
    fileNames: [name],
    description: textField(value, 'description') ?? '',
    columns,
    config: readConfig(element, world),
    access: textField(value, 'access'),
    constraints: listField(value, 'constraints'),
    version: null,
    latestVersion: null,
    deprecationDate: fieldOf(value, 'deprecation_date') ?? null,
    timeSpine: fieldOf(value, 'time_spine') ?? null,
    quotesColumns: fieldOf(value, 'quote_columns') === true,
    tests: testsOf(value),
    testsPath: [...path, testsKey(value)],
  };
  const versions = element.key === 'models' ? listField(value, 'versions') : [];
  if (versions.length === 0) return [base];
  const latest = fieldOf(value, 'latest_version') ?? newest(versions.map((version) => fieldOf(version, 'v') ?? null));
  checkVersions(element, versions, latest, world);
  return versions.map((version, index) => readVersion(base, version, [...path, 'versions', index], latest, world));
}

function checkVersions(
  { name, value, yaml, path }: PropertyElement,
  versions: readonly Value[],
  latest: Value,
  { problems }: ParseWorld,
): void {
  const texts = versions.map((version) => versionText(fieldOf(version, 'v') ?? null));
  const refuse = (reason: string, at: YamlPath): void =>
    void problems.errors.push(fail('PROJECT_PROPERTY', { reason, place: yaml.placeOf([...path, ...at]) }));
  for (const [index, text] of texts.entries())
    if (text !== undefined && texts.indexOf(text) !== index)
      refuse(`the model '${name}' has the version ${text} twice`, ['versions', index]);
  if (fieldOf(value, 'latest_version') !== undefined && !texts.includes(versionText(latest)))
    refuse(`the latest_version of '${name}' is ${versionText(latest)}, and its versions are ${texts.join(', ')}`, [
      'latest_version',
    ]);
}

function readVersion(
  base: NodeProperties,
  version: Value,
  path: YamlPath,
  latest: Value,
  world: ParseWorld,
): NodeProperties {
  const { element } = base;
  const number = fieldOf(version, 'v') ?? null;
  const text = versionText(number);
  if (text === undefined)
    world.problems.errors.push(
      fail('PROJECT_PROPERTY', { reason: "a version has no 'v'", place: element.yaml.placeOf(path) }),
    );
  const isLatest = text === versionText(latest);
  const defined = textField(version, 'defined_in') ?? `${base.name}_v${text}`;
  // An empty `tests` says nothing, an empty `data_tests` says none: so it is in dbt.
  const hasTests = listField(version, 'tests').length > 0 || fieldOf(version, 'data_tests') !== undefined;
  const config: Config = new Map(base.config);
  for (const [key, value] of textEntries(dictField(version, 'config'))) {
    const old = config.get(configKey(key));
    config.set(configKey(key), isDict(old) && isDict(value) ? dictOfFields(old, value) : value);
  }
  return {
    ...base,
    fileNames: isLatest ? [defined, base.name] : [defined],
    description: textField(version, 'description') ?? base.description,
    columns: columnsOfVersion(base.columns, version, readColumns(version, element.yaml, path, world)),
    config,
    access: textField(version, 'access') ?? base.access,
    constraints: fieldOf(version, 'constraints') === undefined ? base.constraints : listField(version, 'constraints'),
    version: number,
    latestVersion: latest,
    deprecationDate: orElse(fieldOf(version, 'deprecation_date'), base.deprecationDate),
    tests: hasTests ? testsOf(version) : base.tests,
    testsPath: hasTests ? [...path, testsKey(version)] : base.testsPath,
  };
}

/** Numbers by size, texts by order; as Python compares them. */
function newest(versions: readonly Value[]): Value {
  const texts = versions.map((version) => ({ version, text: versionText(version) ?? '' }));
  const areNumbers = texts.every(({ text }) => text !== '' && !Number.isNaN(Number(text)));
  const sorted = texts.toSorted((a, b) => (areNumbers ? Number(a.text) - Number(b.text) : a.text < b.text ? -1 : 1));
  return sorted.at(-1)?.version ?? null;
}

function readConfig({ value, yaml, path }: PropertyElement, world: ParseWorld): Config {
  const config: Config = new Map();
  for (const [key, item] of textEntries(dictField(value, 'config'))) config.set(configKey(key), item);
  for (const key of CONFIG_BESIDE) {
    const beside = fieldOf(value, key);
    if (beside === undefined) continue;
    if (config.has(key)) {
      const reason = `'${key}' stands in 'config' and beside it; one is enough`;
      world.problems.errors.push(fail('PROJECT_PROPERTY', { reason, place: yaml.placeOf([...path, key]) }));
    } else config.set(key, beside);
  }
  return config;
}
