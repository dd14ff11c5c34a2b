// What dbt_project.yml says, with defaults. Paths are relative to the project's folder, with `/`.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { emptyDict } from '../../jinja/values/dict.ts';
import { isList, type Dict, type Value } from '../../jinja/values/value.ts';
import { fail, type ProjectCode, type Problems } from '../errors.ts';
import { dictField, fieldOf, isDict, textEntries, textField } from '../fields.ts';
import type { YamlFile } from '../yaml/read-yaml.ts';

export interface ProjectPaths {
  readonly model: readonly string[];
  readonly seed: readonly string[];
  readonly test: readonly string[];
  readonly macro: readonly string[];
  readonly analysis: readonly string[];
  readonly snapshot: readonly string[];
  readonly docs: readonly string[];
  readonly asset: readonly string[];
}

/** Kinds of nodes that dbt_project.yml configures, by their key in the file. */
export type ConfigKey =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'sources'
  | 'data_tests'
  | 'unit_tests'
  | 'metrics'
  | 'semantic_models'
  | 'saved_queries'
  | 'exposures';

export const CONFIG_KEYS: readonly ConfigKey[] = [
  'models',
  'seeds',
  'snapshots',
  'sources',
  'data_tests',
  'unit_tests',
  'metrics',
  'semantic_models',
  'saved_queries',
  'exposures',
];

export interface DispatchSetting {
  readonly namespace: string;
  readonly searchOrder: readonly string[];
}

export interface ProjectSettings {
  readonly file: string;
  readonly name: string;
  readonly version: string | null;
  readonly profile: string | undefined;
  readonly paths: ProjectPaths;
  readonly targetPath: string;
  readonly packagesPath: string;
  readonly cleanTargets: readonly string[];
  readonly quoting: Dict;
  readonly dispatch: readonly DispatchSetting[];
  readonly configs: Readonly<Record<ConfigKey, Dict>>;
  /** The same, before it was rendered. */
  readonly unrendered: Readonly<Record<ConfigKey, Dict>>;
  /** As written: variables are rendered by nobody. */
  readonly vars: Dict;
  readonly onRunStart: readonly string[];
  readonly onRunEnd: readonly string[];
  readonly flags: Dict;
  readonly restrictAccess: boolean;
  readonly requireDbtVersion: readonly string[];
  readonly queryComment: Value;
  /** Keys at the top of the file. */
  readonly keys: ReadonlySet<string>;
  readonly placeOf: YamlFile['placeOf'];
}

const KNOWN = [
  'name',
  'version',
  'config-version',
  'profile',
  'project-root',
  'source-paths',
  'model-paths',
  'data-paths',
  'seed-paths',
  'test-paths',
  'macro-paths',
  'analysis-paths',
  'snapshot-paths',
  'function-paths',
  'docs-paths',
  'asset-paths',
  'target-path',
  'log-path',
  'clean-targets',
  'packages-install-path',
  'modules-path',
  'quoting',
  'dispatch',
  ...CONFIG_KEYS,
  'saved-queries',
  'semantic-models',
  'sync',
  'tests',
  'functions',
  'vars',
  'on-run-start',
  'on-run-end',
  'flags',
  'restrict-access',
  'require-dbt-version',
  'query-comment',
  'dbt-cloud',
  'packages',
  'anchors',
];

interface Sheet {
  readonly value: Value;
  readonly yaml: YamlFile;
  readonly problems: Problems;
}

/** @param value the file's content, rendered; undefined comes back when it has no usable name. */
export function parseSettings(yaml: YamlFile, value: Value, problems: Problems): ProjectSettings | undefined {
  const sheet: Sheet = { value, yaml, problems };
  if (!isDict(value)) {
    complain(sheet, [], 'it holds no mapping');
    return undefined;
  }
  const name = textField(value, 'name');
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
    complain(
      sheet,
      ['name'],
      name === undefined ? 'the project has no name' : `'${name}' is no name: letters, digits and _ only`,
    );
    return undefined;
  }
  checkKeys(sheet, value);
  const paths = parsePaths(sheet);
  const targetPath = textField(value, 'target-path') ?? 'target';
  const version = fieldOf(value, 'version');
  return {
    file: yaml.file,
    name,
    version:
      version === undefined || version === null
        ? null
        : String(typeof version === 'object' ? textField(value, 'version') : version),
    profile: textField(value, 'profile'),
    paths,
    targetPath,
    packagesPath: textField(value, 'packages-install-path') ?? textField(value, 'modules-path') ?? 'dbt_packages',
    cleanTargets: texts(sheet, 'clean-targets') ?? [targetPath],
    quoting: dictField(value, 'quoting') ?? emptyDict(),
    dispatch: parseDispatch(sheet),
    configs: configsOf(value),
    unrendered: configsOf(yaml.value),
    vars: dictField(yaml.value, 'vars') ?? emptyDict(),
    onRunStart: texts(sheet, 'on-run-start') ?? [],
    onRunEnd: texts(sheet, 'on-run-end') ?? [],
    flags: dictField(value, 'flags') ?? emptyDict(),
    restrictAccess: fieldOf(value, 'restrict-access') === true,
    requireDbtVersion: texts(sheet, 'require-dbt-version') ?? [],
    queryComment: fieldOf(yaml.value, 'query-comment') ?? null,
    keys: new Set([...textEntries(value)].map(([key]) => key)),
    placeOf: yaml.placeOf,
  };
}

function complain(
  { yaml, problems }: Sheet,
  path: readonly string[],
  reason: string,
  code: ProjectCode = 'PROJECT_SETTING',
  isWarning = false,
): void {
  (isWarning ? problems.warnings : problems.errors).push(fail(code, { reason, place: yaml.placeOf(path) }));
}

function checkKeys(sheet: Sheet, value: Dict): void {
  for (const [key] of textEntries(value)) {
    if (KNOWN.includes(key)) continue;
    const near = nearest(key, KNOWN);
    complain(
      sheet,
      [key],
      `'${key}' is no setting of a project${near === undefined ? '' : `; did you mean '${near}'?`}`,
    );
  }
  for (const [old, now] of [
    ['source-paths', 'model-paths'],
    ['data-paths', 'seed-paths'],
  ] as const) {
    if (fieldOf(value, old) === undefined) continue;
    if (fieldOf(value, now) !== undefined)
      complain(sheet, [old], `'${old}' and '${now}' are the same setting; only one may be there`);
    else complain(sheet, [old], `'${old}' is now called '${now}'`, 'PROJECT_SETTING', true);
  }
}

function parsePaths(sheet: Sheet): ProjectPaths {
  const model = folders(sheet, 'model-paths') ?? folders(sheet, 'source-paths') ?? ['models'];
  const seed = folders(sheet, 'seed-paths') ?? folders(sheet, 'data-paths') ?? ['seeds'];
  const test = folders(sheet, 'test-paths') ?? ['tests'];
  const macro = folders(sheet, 'macro-paths') ?? ['macros'];
  const analysis = folders(sheet, 'analysis-paths') ?? ['analyses'];
  const snapshot = folders(sheet, 'snapshot-paths') ?? ['snapshots'];
  const docs = folders(sheet, 'docs-paths') ?? [
    ...new Set([...model, ...seed, ...snapshot, ...analysis, ...macro, ...test]),
  ];
  return { model, seed, test, macro, analysis, snapshot, docs, asset: folders(sheet, 'asset-paths') ?? [] };
}

/** Folders without `./` and the slash at the end; those outside the project are refused. */
function folders(sheet: Sheet, key: string): string[] | undefined {
  return texts(sheet, key)?.flatMap((path) => {
    const plain = path.replace(/^(\.\/+)+/, '').replace(/\/+$/, '') || '.';
    if (!plain.startsWith('/') && !plain.split('/').includes('..')) return [plain];
    complain(sheet, [key], `'${path}' in '${key}' is outside the project`);
    return [];
  });
}

function texts(sheet: Sheet, key: string): string[] | undefined {
  const value = fieldOf(sheet.value, key);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return [value];
  if (isList(value) && value.every((item) => typeof item === 'string')) return value;
  complain(sheet, [key], `'${key}' is not a list of texts`);
  return undefined;
}

function parseDispatch(sheet: Sheet): DispatchSetting[] {
  const value = fieldOf(sheet.value, 'dispatch');
  if (value === undefined || value === null) return [];
  if (!isList(value)) {
    complain(sheet, ['dispatch'], "'dispatch' is not a list");
    return [];
  }
  return value.flatMap((item) => {
    const namespace = textField(item, 'macro_namespace');
    const order = fieldOf(item, 'search_order');
    if (namespace !== undefined && order !== undefined && isList(order))
      return [{ namespace, searchOrder: order.filter((name) => typeof name === 'string') }];
    complain(sheet, ['dispatch'], "an element of 'dispatch' needs macro_namespace and search_order");
    return [];
  });
}

function configsOf(value: Value): Record<ConfigKey, Dict> {
  const found = CONFIG_KEYS.map((key): [ConfigKey, Dict] => {
    // dbt writes some with a dash.
    const other = key === 'data_tests' ? 'tests' : key.replace('_', '-');
    const dict = dictField(value, key) ?? dictField(value, other);
    return [key, dict ?? emptyDict()];
  });
  return Object.fromEntries(found) as Record<ConfigKey, Dict>;
}
