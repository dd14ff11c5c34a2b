// What is the same in two manifests, part by part, as dbt's `state:` has it.
import type { Member, MemberKind } from './members.ts';
import { sameValue } from './same-value.ts';
import { fieldOf, fieldsOf, type Fields } from './selectable-manifest.ts';

/** A sub-selector of `state:modified`; undefined where the kind of node has no such part. */
export type Comparison = (now: Member, before: Member, options: ComparisonOptions) => boolean | undefined;

export interface ComparisonOptions {
  /** Compare the database and schema of sources as written, not as resolved for this target. */
  readonly unrenderedSources: boolean;
}

/** Not part of a comparison of configurations: where it goes is the relation's, and the rest labels. */
const NOT_COMPARED = new Set(['alias', 'schema', 'database', 'tags', 'group']);
/** All that counts in the configuration of a test. */
const TEST_CONFIG = [
  'severity',
  'where',
  'limit',
  'fail_calc',
  'warn_if',
  'error_if',
  'store_failures',
  'store_failures_as',
  'sql_header',
];

export const sameBody: Comparison = (now, before) => {
  if (!isCompiled(now)) return undefined;
  if (now.node.resource_type !== 'seed') return sameFields(now, before, ['raw_code']);
  // A seed without a checksum is never the same.
  const checksum = fieldsOf(now.node.checksum);
  return checksum['name'] !== 'none' && sameValue(checksum, before.node.checksum);
};

export const sameConfig: Comparison = (now, before) => {
  if (now.kind === 'unit_test') return undefined;
  if (now.kind === 'semantic_model' || now.kind === 'saved_query') return sameFields(now, before, ['config']);
  const [written, writtenBefore] = [fieldsOf(now.node.unrendered_config), fieldsOf(before.node.unrendered_config)];
  const sameKey = (key: string): boolean => sameWritten(written, writtenBefore, key);
  if (now.node.resource_type === 'test') return TEST_CONFIG.every(sameKey);
  const keys = new Set([...Object.keys(written), ...Object.keys(writtenBefore)]);
  const isLeftOut = (key: string): boolean => {
    if (now.kind === 'source' || now.kind === 'exposure') return false;
    return now.kind === 'metric' ? key === 'group' : NOT_COMPARED.has(key);
  };
  return [...keys].every((key) => isLeftOut(key) || sameKey(key));
};

export const sameRelation: Comparison = (now, before, { unrenderedSources }) => {
  if (now.kind === 'source') {
    const prefix = unrenderedSources ? 'unrendered_' : '';
    return sameFields(now, before, [`${prefix}database`, `${prefix}schema`, 'identifier']);
  }
  if (!isCompiled(now)) return undefined;
  return ['database', 'schema', 'alias'].every((key) =>
    sameValue(fieldOf(now.node.unrendered_config, key), fieldOf(before.node.unrendered_config, key)),
  );
};

/** Descriptions count where they are written to the database. */
export const samePersistedDescriptions: Comparison = (now, before) => {
  if (!isCompiled(now)) return undefined;
  const persisted = fieldOf(now.node.config, 'persist_docs');
  if (Boolean(fieldOf(persisted, 'relation')) && !sameFields(now, before, ['description'])) return false;
  return !fieldOf(persisted, 'columns') || sameValue(columnDescriptions(now), columnDescriptions(before));
};

/** Only models have contracts; what has none has not changed it. */
export const sameContract: Comparison = (now, before) => {
  if (!isCompiled(now)) return undefined;
  if (now.node.resource_type !== 'model') return true;
  const [enforced, enforcedBefore] = [now.node.contract?.enforced === true, before.node.contract?.enforced === true];
  if (!enforced && !enforcedBefore) return true;
  return enforced && enforcedBefore && sameFields(now, before, ['contract.checksum']);
};

const same =
  (...comparisons: readonly Comparison[]): Comparison =>
  (now, before, options) =>
    comparisons.every((comparison) => comparison(now, before, options) !== false);

const fields =
  (...paths: readonly string[]): Comparison =>
  (now, before) =>
    sameFields(now, before, paths);

const sameModel = fields('latest_version', 'access', 'deprecation_date');
const sameCompiled = same(
  sameBody,
  sameConfig,
  samePersistedDescriptions,
  sameRelation,
  sameContract,
  fields('fqn'),
  (now, ...rest) => now.node.resource_type !== 'model' || sameModel(now, ...rest),
);
const sameGenericTest = same(sameConfig, fields('fqn'));

const CONTENTS: Readonly<Record<MemberKind, Comparison>> = {
  node: (now, ...rest) => (now.node.test_metadata ? sameGenericTest : sameCompiled)(now, ...rest),
  function: same(sameCompiled, fields('arguments', 'returns', 'overloads')),
  source: same(sameRelation, sameConfig, fields('fqn', 'quoting', 'freshness', 'loaded_at_field', 'external')),
  exposure: same(sameConfig, fields('fqn', 'type', 'owner', 'maturity', 'url', 'description', 'label'), (now, before) =>
    sameValue([...now.dependsOn].toSorted(), [...before.dependsOn].toSorted()),
  ),
  metric: same(sameConfig, fields('type', 'description', 'label')),
  semantic_model: same(
    sameConfig,
    fields('model', 'description', 'defaults', 'entities', 'dimensions', 'measures', 'primary_entity', 'group'),
  ),
  saved_query: same(
    sameConfig,
    fields('query_params.metrics', 'query_params.group_by', 'query_params.where'),
    fields('description', 'label', 'group', 'tags'),
    (now, before) => sameValue(exportsOf(now), exportsOf(before)),
  ),
  unit_test: fields('checksum'),
};

/** All of a node that can make what is built different, but for the macros it uses. */
export const sameContents: Comparison = (now, ...rest) => CONTENTS[now.kind](now, ...rest);

/** What has code or data and becomes a relation or a test. */
function isCompiled(member: Member): boolean {
  return member.kind === 'node' || member.kind === 'function';
}

/** Here a key that is missing differs from a key that is null: both were written by somebody. */
function sameWritten(now: Fields, before: Fields, key: string): boolean {
  return Object.hasOwn(now, key) === Object.hasOwn(before, key) && sameValue(fieldOf(now, key), fieldOf(before, key));
}

function sameFields(now: Member, before: Member, paths: readonly string[]): boolean {
  return paths.every((path) => sameValue(fieldAt(now.node, path), fieldAt(before.node, path)));
}

function fieldAt(value: unknown, path: string): unknown {
  return path.split('.').reduce(fieldOf, value);
}

function columnDescriptions(member: Member): readonly unknown[] {
  return Object.entries(member.node.columns ?? {})
    .map(([name, column]) => [name, column.description ?? ''])
    .toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1));
}

function exportsOf(member: Member): unknown {
  const exports = fieldOf(member.node, 'exports');
  if (!Array.isArray(exports)) return [];
  return exports.map((item) => {
    const written = fieldOf(item, 'unrendered_config');
    return [fieldOf(item, 'name'), ...['export_as', 'schema', 'alias'].map((key) => fieldOf(written, key))];
  });
}
