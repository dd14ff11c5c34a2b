// The methods of selection but two: `state` has files of its own, `selector` is not a matter of one node.
import { nearest } from '../../kernel/did-you-mean.ts';
import { compileGlob } from './glob.ts';
import { matchConfig } from './match-config.ts';
import { matchFqn } from './match-fqn.ts';
import { listRootPaths, matchPath } from './match-path.ts';
import { VERSION_TESTS } from './match-version.ts';
import type { Member, MemberKind, Members } from './members.ts';
import { planProblem, type Problem } from './problem.ts';
import type { PreviousState, SelectableManifest } from './selectable-manifest.ts';
import type { Criterion, Method } from './selection.ts';

export type MemberTest = (member: Member) => boolean;

export interface MatchContext {
  readonly manifest: SelectableManifest;
  readonly members: Members;
  readonly previous: PreviousState;
}

interface Matching extends MatchContext {
  readonly criterion: Criterion;
  /** The criterion's value as a text. */
  readonly value: string;
  readonly problems: Problem[];
}

export const RESOURCE_TYPES: readonly string[] = [
  'model',
  'analysis',
  'test',
  'snapshot',
  'operation',
  'seed',
  'rpc',
  'sql_operation',
  'doc',
  'source',
  'macro',
  'exposure',
  'metric',
  'group',
  'saved_query',
  'semantic_model',
  'unit_test',
  'fixture',
  'function',
];

const NOBODY: MemberTest = () => false;

/** Tests of `test_type:`. The words schema and data are of before dbt 1.0. */
const TEST_TYPES: Readonly<Record<string, MemberTest>> = {
  generic: (member) => isTest(member) && isGeneric(member),
  schema: (member) => isTest(member) && isGeneric(member),
  data: isTest,
  singular: (member) => isTest(member) && !isGeneric(member),
  unit: (member) => member.kind === 'unit_test',
};

const MATCHERS: Readonly<Record<Exclude<Method, 'state' | 'selector'>, (matching: Matching) => MemberTest>> = {
  fqn: ({ value }) => both((member) => member.kind !== 'source', matchFqn(value)),
  tag: ({ value }) => {
    const fits = compileGlob(value);
    return (member) => member.tags.some(fits);
  },
  group: ({ value }) => {
    const fits = compileGlob(value);
    return (member) => {
      if (member.kind !== 'node' && member.kind !== 'metric') return false;
      const group = (member.node.config as { readonly group?: unknown } | null | undefined)?.group;
      return typeof group === 'string' && group !== '' && fits(group);
    };
  },
  access: ({ value }) => both(isModel, ({ node }) => node.access === value),
  source: matchSource,
  path: (matching) => {
    const root = matching.manifest.metadata?.project_name ?? undefined;
    const test = matchPath(
      matching.value,
      root,
      lazily(() => listRootPaths(matching.manifest, matching.members)),
    );
    return test ?? refuseValue(matching, 'a path or pattern inside the project', []);
  },
  file: ({ value }) => {
    const fits = compileGlob(value);
    return ({ node }) => {
      const name = (node.original_file_path ?? '').split(/[/\\]/).at(-1) ?? '';
      const dot = name.lastIndexOf('.');
      return fits(name) || fits(dot > 0 ? name.slice(0, dot) : name);
    };
  },
  package: ({ value, manifest }) => {
    const fits = compileGlob(value === 'this' ? (manifest.metadata?.project_name ?? value) : value);
    return ({ node }) => fits(node.package_name);
  },
  config: ({ criterion }) => matchConfig(criterion.keys, criterion.value),
  test_name: ({ value }) => {
    const fits = compileGlob(value);
    return (member) => {
      if (member.kind === 'unit_test') return fits(member.node.name);
      return isTest(member) && isGeneric(member) && fits(member.node.test_metadata?.name ?? '');
    };
  },
  test_type: (matching) => ofTable(matching, TEST_TYPES),
  resource_type: (matching) => {
    if (!RESOURCE_TYPES.includes(matching.value))
      return refuseValue(matching, RESOURCE_TYPES.join(', '), RESOURCE_TYPES);
    return ({ node }) => node.resource_type === matching.value;
  },
  exposure: (matching) => matchNamed(matching, 'exposure'),
  metric: (matching) => matchNamed(matching, 'metric'),
  semantic_model: (matching) => matchNamed(matching, 'semantic_model'),
  saved_query: (matching) => matchNamed(matching, 'saved_query'),
  unit_test: (matching) => matchNamed(matching, 'unit_test'),
  result: (matching) => {
    const results = matching.previous.runResults?.results;
    if (results === undefined) return refuseState(matching, 'run_results.json');
    const ids = new Set(results.filter(({ status }) => status === matching.value).map(({ unique_id }) => unique_id));
    return ({ id }) => ids.has(id);
  },
  source_status: matchSourceStatus,
  version: (matching) => {
    const test = ofTable(
      matching,
      Object.fromEntries(Object.entries(VERSION_TESTS).map(([name, fits]) => [name, ofNode(fits)])),
    );
    return both(isModel, test);
  },
};

/**
 * The test of a criterion.
 *
 * @returns problems SELECT_VALUE_INVALID, SELECT_STATE_MISSING; then nothing fits.
 */
export function matchMember(criterion: Criterion, context: MatchContext, problems: Problem[]): MemberTest {
  const { method } = criterion;
  if (method === 'state' || method === 'selector') return NOBODY;
  return MATCHERS[method]({ ...context, criterion, value: String(criterion.value), problems });
}

/** A value that must be one of some words. */
export function refuseValue(
  matching: { readonly criterion: Criterion; readonly problems: Problem[] },
  expected: string,
  known: readonly string[],
): MemberTest {
  const { method, at } = matching.criterion;
  const value = String(matching.criterion.value);
  const params = { method, value, nearest: nearest(value, known), expected };
  matching.problems.push(planProblem('SELECT_VALUE_INVALID', params, at));
  return NOBODY;
}

export function refuseState(
  matching: { readonly criterion: Criterion; readonly problems: Problem[] },
  needs: string,
): MemberTest {
  const { method, at } = matching.criterion;
  matching.problems.push(planProblem('SELECT_STATE_MISSING', { method, needs }, at));
  return NOBODY;
}

/** `source`, `source.table` or `package.source.table`. */
function matchSource(matching: Matching): MemberTest {
  const parts = matching.value.split('.');
  if (parts.length > 3) return refuseValue(matching, 'source, source.table or package.source.table', []);
  const [packageName = '*', source = '*', table = '*'] = parts.length === 3 ? parts : ['*', ...parts];
  const [fitsPackage, fitsSource, fitsTable] = [compileGlob(packageName), compileGlob(source), compileGlob(table)];
  return ({ kind, node }) =>
    kind === 'source' && fitsPackage(node.package_name) && fitsSource(node.source_name ?? '') && fitsTable(node.name);
}

/** `name` or `package.name`. */
function matchNamed(matching: Matching, kind: MemberKind): MemberTest {
  const parts = matching.value.split('.');
  if (parts.length > 2) return refuseValue(matching, `${kind} or package.${kind}`, []);
  const fitsPackage = compileGlob(parts.length === 2 ? (parts[0] ?? '') : '*');
  const fitsName = compileGlob(parts.at(-1) ?? '');
  return (member) => member.kind === kind && fitsPackage(member.node.package_name) && fitsName(member.node.name);
}

/** `fresher`: loaded later than the last time, or not known the last time. Other words match nothing, as in dbt. */
function matchSourceStatus(matching: Matching): MemberTest {
  const { sources, currentSources } = matching.previous;
  if (sources === undefined) return refuseState(matching, 'sources.json');
  if (currentSources === undefined) return refuseState(matching, 'sources.json of now');
  if (matching.value !== 'fresher') return NOBODY;
  const before = new Map(sources.results.map((result) => [result.unique_id, timeOf(result.max_loaded_at)]));
  const fresher = new Set<string>();
  for (const { unique_id, max_loaded_at } of currentSources.results) {
    const now = timeOf(max_loaded_at);
    const then = before.get(unique_id);
    if (now !== undefined && (then === undefined || now > then)) fresher.add(unique_id);
  }
  return ({ id }) => fresher.has(id);
}

/** Text that sorts as time does: dbt writes UTC with six digits of a second or none. */
function timeOf(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  const [, whole = text, fraction = ''] = /^([^.Z+]*)(?:\.(\d*))?/.exec(text) ?? [];
  return `${whole.replace(' ', 'T')}.${fraction.padEnd(9, '0')}`;
}

function ofTable(matching: Matching, table: Readonly<Record<string, MemberTest>>): MemberTest {
  const words = Object.keys(table);
  const test = Object.hasOwn(table, matching.value) ? table[matching.value] : undefined;
  return test ?? refuseValue(matching, words.join(', '), words);
}

/** The value, made when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function both(first: MemberTest, second: MemberTest): MemberTest {
  return (member) => first(member) && second(member);
}

function ofNode(test: (node: Member['node']) => boolean): MemberTest {
  return ({ node }) => test(node);
}

function isModel(member: Member): boolean {
  return member.kind === 'node' && member.node.resource_type === 'model';
}

function isTest(member: Member): boolean {
  return member.kind === 'node' && member.node.resource_type === 'test';
}

function isGeneric(member: Member): boolean {
  return member.node.test_metadata !== null && member.node.test_metadata !== undefined;
}
