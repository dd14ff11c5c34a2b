// `overrides:` of a source: what a project says of a source of one of its packages takes the place of what the package says.
import { dictOf, entriesOf, getItem, setItem } from '../../jinja/values/dict.ts';
import { isList, type Dict, type Value } from '../../jinja/values/value.ts';
import { fail, renderPlace, type Place } from '../errors.ts';
import { dictField, dictOfFields, fieldOf, isDict, listField, textEntries, textField } from '../fields.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { PropertyElement } from './property-file.ts';

interface Override {
  readonly element: PropertyElement;
  readonly packageName: string;
  isUsed: boolean;
  readonly usedTables: Set<string>;
}

/** Keys of a table below `overrides:`. Source: dbt-core 1.11, SourceTablePatch. */
const TABLE_KEYS: ReadonlySet<string> = new Set(
  `name description meta data_type docs loaded_at_field loaded_at_query identifier quoting freshness external tags data_tests
   tests columns`.split(/\s+/),
);

/**
 * The sources among `elements`, with what overrides them.
 *
 * As in dbt a key goes whole, also `tags`, `meta` and `columns`; `config`, and `freshness` and `quoting` of what is
 * overridden, go even when the override is silent about them.
 */
export function overrideSources(elements: readonly PropertyElement[], world: ParseWorld): readonly PropertyElement[] {
  const sources = elements.filter(({ key }) => key === 'sources');
  if (sources.every(({ value }) => fieldOf(value, 'overrides') === undefined)) return sources;
  const overrides = new Map<string, Override>();
  for (const element of sources) collect(element, overrides, world);
  const result = sources
    .filter(({ value }) => fieldOf(value, 'overrides') === undefined)
    .map((element) => {
      const override = overrides.get(idOf(element.file.packageName, element.name));
      return override === undefined ? element : overridden(element, override);
    });
  for (const override of overrides.values()) tellUnused(override, world);
  return result;
}

function idOf(packageName: string, name: string): string {
  return `${packageName}.${name}`;
}

function collect(element: PropertyElement, overrides: Map<string, Override>, world: ParseWorld): void {
  const { value, name, yaml, path, file } = element;
  const packageName = fieldOf(value, 'overrides');
  if (packageName === undefined) return;
  const place = yaml.placeOf([...path, 'overrides']);
  const { errors, warnings } = world.problems;
  if (typeof packageName !== 'string') {
    errors.push(
      fail('PROJECT_PROPERTY', { reason: `'overrides' of the source '${name}' is no name of a package`, place }),
    );
    return;
  }
  const former = overrides.get(idOf(packageName, name));
  if (former !== undefined) {
    const other = renderPlace(placeOf(former)).replace(/: $/, '');
    const reason = `the source '${name}' of the package '${packageName}' is overridden twice; the other is at ${other}`;
    errors.push(fail('PROJECT_DUPLICATE', { reason, place }));
    return;
  }
  refuseKeys(element, world);
  overrides.set(idOf(packageName, name), { element, packageName, isUsed: false, usedTables: new Set() });
  if (file.packageName !== world.root.name) return;
  warnings.push(
    fail('PROJECT_DEPRECATED', {
      reason: `'overrides' of the source '${name}' is deprecated in dbt`,
      place,
      advice: `disable the package's source with +enabled: false, and write one of your own`,
      event: 'SourceOverrideDeprecation',
      isSilentInDbt: true,
    }),
  );
}

function placeOf({ element }: Override): Place {
  return element.yaml.placeOf([...element.path, 'overrides']);
}

/** What dbt refuses here would be lost without a word. */
function refuseKeys({ value, yaml, path, name }: PropertyElement, world: ParseWorld): void {
  listField(value, 'tables').forEach((table, index) => {
    for (const [key] of textEntries(table))
      if (!TABLE_KEYS.has(key))
        world.problems.errors.push(
          fail('PROJECT_PROPERTY', {
            reason: `'${key}' is no key of a table of the source '${name}', which overrides another`,
            place: yaml.placeOf([...path, 'tables', index, key]),
          }),
        );
  });
}

function overridden(element: PropertyElement, override: Override): PropertyElement {
  override.isUsed = true;
  const patch = override.element;
  const unrendered = merged(element.unrendered, patch.unrendered, override);
  // State comparisons look at what the package has written.
  for (const key of ['database', 'schema']) setItem(unrendered, key, getItem(element.unrendered, key) ?? null);
  return { ...element, value: merged(element.value, patch.value, override), unrendered };
}

function merged(source: Dict, patch: Dict, { usedTables }: Override): Dict {
  const tables = new Map(listField(patch, 'tables').map((table) => [textField(table, 'name') ?? '', table]));
  const result = dictOfFields(source, without(patch, ['overrides', 'tables']));
  setItem(result, 'config', dictField(patch, 'config') ?? dictOf([]));
  setItem(result, 'freshness', freshnessOf(patch));
  const own = fieldOf(source, 'tables');
  if (own === undefined || !isList(own)) return result;
  setItem(
    result,
    'tables',
    listField(source, 'tables').map((table) => {
      const name = textField(table, 'name') ?? '';
      const change = tables.get(name);
      if (change === undefined || !isDict(table) || !isDict(change)) return table;
      usedTables.add(name);
      return mergedTable(table, change);
    }),
  );
  return result;
}

function mergedTable(table: Dict, change: Dict): Dict {
  const result = dictOfFields(table, without(change, ['name']));
  setItem(result, 'freshness', freshnessOf(change));
  setItem(result, 'quoting', dictField(change, 'quoting') ?? dictOf([]));
  // The two names of tests are one key.
  if (fieldOf(change, 'data_tests') !== undefined) setItem(result, 'tests', null);
  else if (fieldOf(change, 'tests') !== undefined) setItem(result, 'data_tests', null);
  return result;
}

/** None turns it off; silence leaves nothing of it. */
function freshnessOf(level: Dict): Value {
  const given = fieldOf(level, 'freshness');
  return given === undefined ? dictOf([]) : given;
}

/** What is null says nothing, as in dbt. */
function without(dict: Dict, names: readonly string[]): Dict {
  return dictOf(
    Array.from(entriesOf(dict)).filter(
      ([key, value]) => value !== null && !names.includes(typeof key === 'string' ? key : ''),
    ),
  );
}

function tellUnused(override: Override, world: ParseWorld): void {
  const { element, packageName, isUsed, usedTables } = override;
  const tell = (what: string, place: Place): void => {
    const reason = `${what}, which is overridden here`;
    world.problems.warnings.push(fail('PROJECT_UNUSED', { reason, place, event: 'UnusedTables' }));
  };
  if (!isUsed) {
    tell(`the package '${packageName}' has no source '${element.name}'`, placeOf(override));
    return;
  }
  listField(element.value, 'tables').forEach((table, index) => {
    const name = textField(table, 'name');
    if (name !== undefined && !usedTables.has(name))
      tell(
        `the source '${element.name}' of the package '${packageName}' has no table '${name}'`,
        element.yaml.placeOf([...element.path, 'tables', index]),
      );
  });
}
