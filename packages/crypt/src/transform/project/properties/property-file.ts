// Properties files: lists of elements by key, each with a name, its templates rendered where dbt renders them.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { emptyDict } from '../../jinja/values/dict.ts';
import { isList, type Dict } from '../../jinja/values/value.ts';
import type { Context } from '../../jinja/run/state.ts';
import { checkElement } from '../checks/check-element.ts';
import { BASE_NAMES } from '../context/base-names.ts';
import { makeEnvVar } from '../context/env-var.ts';
import { makeVar } from '../context/var.ts';
import { fail, type Problems } from '../errors.ts';
import { fieldOf, isDict, textEntries, textField } from '../fields.ts';
import { placedText, type SourceFile } from '../files/source-file.ts';
import { PARSE_OPTIONS } from '../nodes/render-findings.ts';
import type { ParseWorld } from '../parse-world.ts';
import { renderYaml } from '../settings/render-yaml.ts';
import { findVar } from '../settings/vars.ts';
import { readYaml, type YamlFile, type YamlPath } from '../yaml/read-yaml.ts';

export const PROPERTY_KEYS = [
  'models',
  'seeds',
  'snapshots',
  'sources',
  'macros',
  'analyses',
  'exposures',
  'groups',
  'unit_tests',
  'semantic_models',
  'metrics',
  'saved_queries',
  'data_tests',
] as const;

export type PropertyKey = (typeof PROPERTY_KEYS)[number];

export interface PropertyElement {
  readonly key: PropertyKey;
  readonly name: string;
  readonly value: Dict;
  /** As the file has it, templates and all. */
  readonly unrendered: Dict;
  readonly yaml: YamlFile;
  readonly path: YamlPath;
  readonly file: SourceFile;
}

/** The elements of a file that can be used; problems go to the world's. */
export function readPropertyFile(file: SourceFile, world: ParseWorld): readonly PropertyElement[] {
  const yaml = readYaml(placedText(file), file.shownPath, world.problems);
  if (yaml.value === null) return [];
  if (!isDict(yaml.value)) {
    complain(yaml, [], 'it holds no mapping', world.problems);
    return [];
  }
  warnOfKeys(yaml, yaml.value, world.problems);
  const context = propertyContext(file.packageName, world);
  const elements = PROPERTY_KEYS.flatMap((key) => elementsOf(key, yaml, file, world, context));
  if (file.packageName === world.root.name) for (const element of elements) checkElement(element, world.problems);
  return elements;
}

function complain(yaml: YamlFile, path: YamlPath, reason: string, problems: Problems): void {
  problems.errors.push(fail('PROJECT_PROPERTY', { reason, place: yaml.placeOf(path) }));
}

const KNOWN: readonly string[] = [...PROPERTY_KEYS, 'version', 'functions', 'anchors', 'tests'];

function warnOfKeys(yaml: YamlFile, value: Dict, problems: Problems): void {
  for (const [key] of textEntries(value)) {
    if (KNOWN.includes(key)) continue;
    const near = nearest(key, KNOWN);
    const advice = near === undefined ? undefined : `did you mean '${near}'?`;
    problems.warnings.push(
      fail('PROJECT_PROPERTY', {
        reason: `'${key}' is no key of a properties file and was ignored`,
        place: yaml.placeOf([key]),
        advice,
        event: 'CustomTopLevelKeyDeprecation',
        isSilentInDbt: true,
      }),
    );
  }
}

function elementsOf(
  key: PropertyKey,
  yaml: YamlFile,
  file: SourceFile,
  world: ParseWorld,
  context: Context,
): readonly PropertyElement[] {
  const list = fieldOf(yaml.value, key);
  if (list === undefined || list === null) return [];
  if (!isList(list)) {
    complain(yaml, [key], `'${key}' is not a list`, world.problems);
    return [];
  }
  return list.flatMap((item, index) => {
    const path = [key, index];
    const name = textField(item, 'name');
    if (isDict(item) && name !== undefined) {
      const placeOf = (below: YamlPath): ReturnType<YamlFile['placeOf']> => yaml.placeOf([...path, ...below]);
      const rendering = {
        context,
        options: PARSE_OPTIONS,
        problems: world.problems,
        placeOf,
        selects: (at: YamlPath) => isRendered(key, at),
      };
      const rendered = renderYaml(item, rendering);
      return [{ key, name, value: isDict(rendered) ? rendered : emptyDict(), unrendered: item, yaml, path, file }];
    }
    complain(
      yaml,
      path,
      !isDict(item)
        ? `an element of '${key}' is no mapping`
        : fieldOf(item, 'name') === undefined
          ? `an element of '${key}' has no name`
          : `the name of an element of '${key}' is no text; write it in quotes`,
      world.problems,
    );
    return [];
  });
}

const LATE = new Set(['description', 'tests', 'data_tests', 'loaded_at_query']);
const PARTS = new Set(['columns', 'dimensions', 'measures', 'entities', 'arguments', 'versions', 'tables']);

/** Descriptions are rendered when all docs are known, tests when they are made, hooks and queries when they run. */
function isRendered(key: PropertyKey, path: YamlPath): boolean {
  let at = path;
  // `columns 3 description`, `versions 1 columns 2 tests 0 …`, `tables 0 columns 1 description`
  while (at.length > 2 && typeof at[0] === 'string' && PARTS.has(at[0]) && typeof at[1] === 'number') at = at.slice(2);
  const [first, second] = at;
  if (typeof first === 'string' && LATE.has(first)) return false;
  if (first === 'config' && typeof second === 'string' && /^((pre|post)[-_]hook|loaded_at_query)$/.test(second))
    return false;
  if (key === 'metrics' || key === 'saved_queries' || key === 'semantic_models')
    return first === 'config' || first === 'name';
  if (key === 'exposures') return first !== 'depends_on';
  return key !== 'unit_tests' || (first !== 'given' && first !== 'expect' && first !== 'overrides');
}

function propertyContext(packageName: string, world: ParseWorld): Context {
  const own = world.packages.get(packageName)?.settings ?? world.root.settings;
  const vars = { given: world.givenVars, root: world.root.settings.vars, own: own.vars, packageName };
  const onRead = (name: string, value: string | undefined): void => void world.session.outsideReads.set(name, value);
  return new Map([
    ...BASE_NAMES,
    ['target', world.profile.target],
    ['project_name', world.root.name],
    ['flags', world.invocation.flags],
    ['modules', world.modules],
    ['var', makeVar({ find: (name) => findVar(name, vars), isRequired: true })],
    ['env_var', makeEnvVar({ environment: world.environment, allowsSecrets: false, onRead })],
  ]);
}
