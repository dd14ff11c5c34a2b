// What dbt refuses in nodes before anything runs, and what it warns of: access, groups, contracts, snapshots, names, dates.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { textOf } from '../../jinja/values/repr.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { ReadonlyConfig } from '../config/config-map.ts';
import { fail, type Place, type ProjectProblem } from '../errors.ts';
import { fieldOf, isDict, listField, textField } from '../fields.ts';
import { deprecationText } from '../graph/deprecation-text.ts';
import { configPlace } from '../graph/reference-place.ts';
import type { MadeNode } from '../nodes/made-node.ts';
import type { MadeSource } from '../properties/make-source.ts';
import type { ParsedParts } from '../parse-nodes.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { YamlPath } from '../yaml/read-yaml.ts';

/** All of a project, or the nodes of files that were edited. */
export interface CheckedParts extends Pick<ParsedParts, 'nodes' | 'sources'> {
  /** Names of all groups. */
  readonly groups: readonly string[];
}

export function checkNodes(parts: CheckedParts, world: ParseWorld): void {
  const { groups } = parts;
  const check: Check = { world, groups, bare: [], beside: [], judged: new Set() };
  for (const node of parts.nodes) {
    if (node.work.type === 'test') checkSeverity(node, check);
    if (node.test !== undefined) {
      if (node.work.packageName === world.root.name) {
        if (node.test.hasBareArguments) check.bare.push(node);
        if (node.test.hasConfigBeside) check.beside.push(node);
      }
      continue;
    }
    checkTypes(node, check);
    if (!node.isEnabled) continue;
    checkName(node, check);
    checkGroup(node, check);
    if (node.work.type === 'model') checkModel(node, check);
    if (node.work.type === 'snapshot') checkSnapshot(node, check);
  }
  for (const made of parts.sources) checkFreshness(made, world);
  tellOldTests(check.bare, 'arguments', 'MissingArgumentsPropertyInGenericTestDeprecation', world);
  tellOldTests(check.beside, 'config', 'PropertyMovedToConfigDeprecation', world);
}

interface Check {
  readonly world: ParseWorld;
  readonly groups: readonly string[];
  /** Tests whose arguments, or configuration, stand where dbt 1.11 does not want them any more. */
  readonly bare: MadeNode[];
  readonly beside: MadeNode[];
  /** Nodes share configurations. */
  readonly judged: Set<ReadonlyConfig>;
}

function refuse(
  node: MadeNode,
  { world }: Check,
  reason: string,
  path: YamlPath,
  more: Partial<ProjectProblem> = {},
): void {
  world.problems.errors.push(fail('PROJECT_PROPERTY', { reason, place: placeIn(node, path), ...more }));
}

/** In the properties where they have the path's first step, else in the file. */
function placeIn(node: MadeNode, path: YamlPath): Place {
  const element = node.properties?.element;
  const has = path.length > 0 && element !== undefined && hasPath(element.value, path);
  return has ? element.yaml.placeOf([...element.path, ...path]) : configPlace(node.work, String(path.at(-1) ?? ''));
}

function hasPath(value: Value, path: YamlPath): boolean {
  const [first] = path;
  const below = fieldOf(value, String(first));
  return below !== undefined && (path.length === 1 || typeof path[1] === 'number' || hasPath(below, path.slice(1)));
}

/** Where a configuration was said in the properties: below `config:` or beside it. */
function configPath({ properties }: MadeNode, key: string): YamlPath {
  const inside = fieldOf(fieldOf(properties?.element.value, 'config'), key);
  return inside === undefined ? [key] : ['config', key];
}

function checkSeverity(node: MadeNode, { world, judged }: Check): void {
  if (judged.has(node.config)) return;
  judged.add(node.config);
  const severity = textOf(node.config.get('severity') ?? 'error');
  if (/^(warn|error)$/i.test(severity)) return;
  const near = nearest(severity, ['warn', 'error']);
  const reason = `'severity' of the test '${node.work.name}' is warn or error, not '${severity}'`;
  const advice = near === undefined ? undefined : `did you mean '${near}'?`;
  const place = node.test?.placeOf() ?? configPlace(node.work, 'severity');
  world.problems.errors.push(fail('PROJECT_TEST', { reason, place, advice }));
}

const TYPES: readonly (readonly [key: string, is: (value: Value) => boolean, what: string])[] = [
  ['enabled', (value) => typeof value === 'boolean', 'true or false'],
  ['full_refresh', (value) => typeof value === 'boolean', 'true or false'],
  ['materialized', (value) => typeof value === 'string', 'a text'],
  ['meta', isDict, 'a mapping'],
  ['docs', isDict, 'a mapping'],
  ['grants', isDict, 'a mapping'],
  ['persist_docs', isDict, 'a mapping'],
  ['column_types', isDict, 'a mapping'],
  ['quoting', isDict, 'a mapping'],
];

function checkTypes(node: MadeNode, check: Check): void {
  if (check.judged.has(node.config)) return;
  check.judged.add(node.config);
  for (const [key, is, what] of TYPES) {
    const value = node.config.get(key) ?? null;
    if (value === null || is(value)) continue;
    refuse(node, check, `'${key}' of '${node.work.name}' is ${what}, not '${shorten(value)}'`, configPath(node, key));
  }
}

function shorten(value: Value): string {
  const text = textOf(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function checkName(node: MadeNode, check: Check): void {
  const { name, type } = node.work;
  const mayHaveSpaces =
    type === 'operation' || fieldOf(check.world.root.settings.flags, 'require_resource_names_without_spaces') === false;
  if (!name.includes(' ') || mayHaveSpaces) return;
  refuse(node, check, `the name '${name}' has a blank`, ['name'], { advice: `call it '${name.replaceAll(' ', '_')}'` });
}

function checkGroup(node: MadeNode, check: Check): void {
  const group = node.config.get('group') ?? null;
  if (typeof group !== 'string' || check.groups.includes(group)) return;
  const near = nearest(group, check.groups);
  const known = check.groups.length === 0 ? 'no group is defined' : `there are: ${check.groups.join(', ')}`;
  const advice =
    near === undefined ? `${known}; define it below 'groups:' with a name and an owner` : `did you mean '${near}'?`;
  refuse(
    node,
    check,
    `'${node.work.name}' belongs to the group '${group}', which does not exist`,
    configPath(node, 'group'),
    { advice },
  );
}

const ACCESS = ['private', 'protected', 'public'];

function checkModel(node: MadeNode, check: Check): void {
  const { name } = node.work;
  const access = node.properties?.access ?? node.config.get('access') ?? null;
  if (access !== null && !ACCESS.includes(textOf(access))) {
    const near = nearest(textOf(access), ACCESS);
    const advice = near === undefined ? undefined : `did you mean '${near}'?`;
    refuse(
      node,
      check,
      `'access' of '${name}' is one of ${ACCESS.join(', ')}, not '${shorten(access)}'`,
      configPath(node, 'access'),
      { advice },
    );
  }
  if (fieldOf(node.config.get('contract'), 'enforced') === true) checkContract(node, check);
  checkDate(node, check);
}

const CONSTRAINTS = ['not_null', 'unique', 'primary_key', 'foreign_key', 'check', 'custom'];

function checkContract(node: MadeNode, check: Check): void {
  const { name, path } = node.work;
  const columns = node.properties?.columns ?? [];
  if (columns.length === 0) {
    const advice = "write them below 'columns:' of the model, each with its data_type";
    refuse(node, check, `the contract of '${name}' is enforced, and it has no columns`, configPath(node, 'contract'), {
      advice,
    });
    return;
  }
  const materialized = textOf(node.config.get('materialized') ?? 'view');
  if (['ephemeral', 'materialized_view'].includes(materialized) || path.endsWith('.py'))
    refuse(
      node,
      check,
      `'${name}' is ${path.endsWith('.py') ? 'in Python' : materialized}, and has no contract`,
      configPath(node, 'contract'),
    );
  const ofModel = (node.properties?.constraints ?? []).map(
    (constraint, index) => [constraint, ['constraints', index]] as const,
  );
  for (const [constraint, at] of ofModel) checkConstraint(node, constraint, at, check);
  for (const { name: column, value, path: at } of columns) {
    const below = at.slice(node.properties?.element.path.length ?? 0);
    const list = listField(value, 'constraints');
    for (const [index, constraint] of list.entries())
      checkConstraint(node, constraint, [...below, 'constraints', index], check);
    if (textField(value, 'data_type') !== undefined) continue;
    const reason = `the contract of '${name}' needs the data_type of '${column}'; the model will fail`;
    const place = node.properties?.element.yaml.placeOf(at);
    check.world.problems.warnings.push(
      fail('PROJECT_PROPERTY', { reason, place, event: 'ValidationWarning', isSilentInDbt: true }),
    );
  }
}

function checkConstraint(node: MadeNode, constraint: Value, path: YamlPath, check: Check): void {
  const type = textField(constraint, 'type');
  if (type !== undefined && CONSTRAINTS.includes(type)) return;
  const near = type === undefined ? undefined : nearest(type, CONSTRAINTS);
  const advice = near === undefined ? `there are: ${CONSTRAINTS.join(', ')}` : `did you mean '${near}'?`;
  const reason =
    type === undefined ? `a constraint of '${node.work.name}' has no type` : `'${type}' is no type of constraint`;
  refuse(node, check, reason, path, { advice });
}

function checkSnapshot(node: MadeNode, check: Check): void {
  const has = (key: string): boolean => (node.config.get(key) ?? null) !== null;
  const strategy = node.config.get('strategy') ?? null;
  const needs = strategy === 'timestamp' ? ['updated_at'] : strategy === 'check' ? ['check_cols'] : [];
  const missing = ['strategy', 'unique_key', ...needs].filter((key) => !has(key));
  if (missing.length === 0) return;
  const advice = "add it below 'config:' of the snapshot";
  refuse(node, check, `the snapshot '${node.work.name}' has no ${missing.join(' and no ')}`, ['config'], { advice });
}

/** A model whose time has come; those that refer to it are told where references are resolved. */
function checkDate(node: MadeNode, { world }: Check): void {
  const date = deprecationText(node);
  if (date === undefined || Date.parse(date) > world.invocation.startedMs) return;
  const reason = `the model '${node.work.name}' is past its deprecation date, ${date.slice(0, 10)}`;
  const problem = {
    reason,
    place: placeIn(node, ['deprecation_date']),
    advice: 'disable it, or take it out',
    event: 'DeprecatedModel',
  };
  world.problems.warnings.push(fail('PROJECT_DEPRECATED', problem));
}

const PERIODS = ['minute', 'hour', 'day'];

function checkFreshness({ source, element, path }: MadeSource, { problems }: ParseWorld): void {
  const freshness = source.freshness as { readonly [key: string]: unknown } | null;
  if (freshness === null) return;
  for (const key of ['warn_after', 'error_after']) {
    const { count = null, period = null } = (freshness[key] ?? {}) as {
      readonly count?: unknown;
      readonly period?: unknown;
    };
    const isNone = count === null && period === null;
    if (isNone || (typeof count === 'number' && typeof period === 'string' && PERIODS.includes(period))) continue;
    const near = typeof period === 'string' ? nearest(period, PERIODS) : undefined;
    const reason = `'${key}' of the table '${source.source_name}.${source.name}' has a count, and a period that is one of ${PERIODS.join(', ')}`;
    const advice = near === undefined || near === period ? undefined : `did you mean '${near}'?`;
    problems.errors.push(fail('PROJECT_PROPERTY', { reason, place: element.yaml.placeOf(path), advice }));
  }
}

/** One warning for all: a project has hundreds. */
function tellOldTests(
  tests: readonly MadeNode[],
  key: 'arguments' | 'config',
  event: string,
  { problems }: ParseWorld,
): void {
  const [first] = tests;
  if (first?.test === undefined) return;
  const count = tests.length === 1 ? 'a test has' : `${tests.length} tests have`;
  const reason = `${count} ${key === 'arguments' ? 'arguments that do' : 'configuration that does'} not stand below '${key}:', the first is '${first.test.metadata.name}'`;
  const advice = `write '${key}:' below the name of the test, and below it what belongs there`;
  problems.warnings.push(fail('PROJECT_TEST', { reason, place: first.test.placeOf(), advice, event }));
}
