// A node with its configuration and names, whose references are not resolved yet.
import type { Value } from '../../jinja/values/value.ts';
import { nodeConfig, unrenderedConfig } from '../config/node-config.ts';
import type { ReadonlyConfig } from '../config/config-map.ts';
import { renderRelation, quoteOf, quotingOf, relationData } from '../context/relation.ts';
import type { Place } from '../errors.ts';
import { listify, textField } from '../fields.ts';
import type { FileChecksum, JsonObject, TestMetadata } from '../manifest.ts';
import type { NodeWork } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { NodeProperties } from '../properties/node-properties.ts';
import { aliasesOf } from '../settings/profile.ts';
import type { RenderCache } from '../cache/render-cache.ts';
import type { TemplateStore } from '../tests/template-store.ts';
import type { ParseContext } from '../context/parse-context.ts';
import type { NameRules, RelationNames } from './relation-names.ts';
import { renderFindings } from './render-findings.ts';

export interface TestParts {
  readonly metadata: TestMetadata;
  /** The arguments as values: templates that the run renders. */
  readonly kwargs: Value;
  readonly columnName: string | null;
  readonly fileKeyName: string;
  readonly description: string;
  attachedNode: string | null;
  /** Of its definition in the properties file. */
  readonly placeOf: () => Place;
  /** Its arguments stand beside its name, not below `arguments:`. */
  readonly hasBareArguments: boolean;
  /** Configuration stands there too, not below `config:`. */
  readonly hasConfigBeside: boolean;
}

export interface MadeNode {
  readonly work: NodeWork;
  readonly config: ReadonlyConfig;
  readonly unrendered: ReadonlyConfig;
  readonly tags: readonly string[];
  readonly names: RelationNames;
  readonly relationName: string | null;
  readonly checksum: FileChecksum;
  readonly properties: NodeProperties | undefined;
  readonly test: TestParts | undefined;
  readonly extra: JsonObject;
  /** Filled when all nodes are known. */
  readonly dependsOn: string[];
  isEnabled: boolean;
}

export interface NodeParts {
  readonly checksum: FileChecksum;
  readonly properties?: NodeProperties | undefined;
  /** Of a generic test, which has no file. */
  readonly calls?: ReadonlyConfig;
  readonly test?: TestParts;
  readonly tags?: readonly string[];
  readonly extra?: JsonObject;
}

export interface NodeMaker {
  readonly world: ParseWorld;
  readonly names: NameRules;
  readonly contextOf: (packageName: string) => ParseContext;
  readonly templates: TemplateStore;
  readonly cache: RenderCache | undefined;
}

export function makeNode(work: NodeWork, parts: NodeParts, maker: NodeMaker): MadeNode {
  const { world } = maker;
  const { properties } = parts;
  const own = world.packages.get(work.packageName)?.settings ?? world.root.settings;
  const calls = parts.calls ?? work.findings.calls;
  const aliases = aliasesOf(world.profile.type);
  const inputs = {
    type: work.type,
    fqn: work.fqn,
    own,
    root: world.root.settings,
    aliases,
    properties: properties?.config,
    calls,
  };
  const config = nodeConfig(inputs);
  const names = relationNames(work, config, properties?.version ?? null, maker);
  if (work.type !== 'test') renderHooks(work, config, maker);
  // What a file says itself of tags comes before what its properties say.
  const isTold = calls.has('tags') && properties?.config.has('tags') === true;
  const early = isTold ? nodeConfig({ ...inputs, properties: undefined }) : config;
  const tags = new Set([
    ...(parts.tags ?? []),
    ...[early, config].flatMap((each) => listify(each.get('tags')).map(String)),
  ]);
  return {
    work,
    config,
    unrendered: unrenderedConfig(inputs),
    tags: [...tags],
    names,
    relationName: relationName(work, config, names, world),
    checksum: parts.checksum,
    properties,
    test: parts.test,
    extra: parts.extra ?? {},
    dependsOn: [],
    isEnabled: config.get('enabled') !== false,
  };
}

function relationNames(work: NodeWork, config: ReadonlyConfig, version: Value, maker: NodeMaker): RelationNames {
  const names = maker.names.namesOf(work, config, version);
  if (work.type !== 'snapshot') return names;
  const [schema, database] = [config.get('target_schema'), config.get('target_database')];
  return {
    ...names,
    schema: typeof schema === 'string' ? schema : names.schema,
    database: typeof database === 'string' ? database : names.database,
  };
}

function renderHooks(work: NodeWork, config: ReadonlyConfig, { world, contextOf }: NodeMaker): void {
  for (const key of ['pre-hook', 'post-hook'])
    for (const hook of listify(config.get(key)))
      renderFindings(work, textField(hook, 'sql') ?? '', contextOf(work.packageName), world, {
        file: work.shownPath,
        line: 1,
        column: 1,
      });
}

/** Null for what has no table or view of its own. */
function relationName(work: NodeWork, config: ReadonlyConfig, names: RelationNames, world: ParseWorld): string | null {
  const isRelational =
    work.type === 'seed' ||
    work.type === 'snapshot' ||
    (work.type === 'model' && config.get('materialized') !== 'ephemeral') ||
    (work.type === 'test' && config.get('store_failures') === true);
  if (!isRelational) return null;
  const { database, schema, alias } = names;
  const quoted = quotingOf(world.root.settings.quoting, config.get('quoting'));
  return renderRelation(
    relationData({ database, schema, identifier: alias, quote: quoteOf(world.profile.type), quoted }),
  );
}
