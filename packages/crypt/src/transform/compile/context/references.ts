// ref, source and this: relations of the manifest.
import type { Value } from '../../jinja/values/value.ts';
import { refArguments, sourceArguments } from '../../project/context/node-calls.ts';
import { quoteOf, quotingOf } from '../../project/context/relation.ts';
import { externalPlace } from '../../project/properties/external-place.ts';
import { makeFunction } from '../../project/context/make-function.ts';
import { fieldOf } from '../../project/fields.ts';
import type { ManifestNode, ManifestSource } from '../../project/manifest.ts';
import { toValue } from '../../project/to-data.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { ephemeralName, makeRelation, type RelationData } from '../relation.ts';
import type { RunWorld } from '../run-world.ts';

/** Quoting of relations that a project makes. */
export function relationBase({ profile, rootQuoting }: RunWorld): Partial<RelationData> {
  return { quote: quoteOf(profile.type), quoted: quotingOf(rootQuoting) };
}

export function relationOfNode(node: ManifestNode, world: RunWorld, more: Partial<RelationData> = {}): Value {
  const { database, schema, alias: identifier } = node;
  const quoted = quotingOf(world.rootQuoting, toValue(node.config['quoting'] ?? null));
  return makeRelation({ ...relationBase(world), quoted, database, schema, identifier, ...more });
}

export function relationOfSource(source: ManifestSource, world: RunWorld, more: Partial<RelationData> = {}): Value {
  const { database, schema, identifier } = source;
  const quoted = quotingOf(world.rootQuoting, toValue(source.quoting));
  return makeRelation({
    ...relationBase(world),
    quoted,
    database,
    schema,
    identifier,
    external: externalPlace(source),
    ...more,
  });
}

/** With --empty, what models read has no rows. */
function limitOf({ world, node }: NodeRun): number | null {
  return fieldOf(world.flags, 'EMPTY') === true && node !== undefined ? 0 : null;
}

function sqlTime(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '+00:00');
}

/** In a microbatch, and with --sample, what has an event_time is read for that span alone. */
function filterOf({ world, node, window }: NodeRun, eventTime: unknown): string | null {
  if (typeof eventTime !== 'string' || node === undefined) return null;
  const spans = [world.sample, window].flatMap((span) => span ?? []);
  if (spans.length === 0) return null;
  const start = sqlTime(Math.max(...spans.map(({ startMs }) => startMs)));
  const end = sqlTime(Math.min(...spans.map(({ endMs }) => endMs)));
  return `${eventTime} >= '${start}' and ${eventTime} < '${end}'`;
}

/** @throws RUN_REF when there is none, or when the parsed project does not know that this node needs it. */
export function makeRef(run: NodeRun): Value {
  const { world, node, packageName } = run;
  const ref = makeFunction('ref', (args) => {
    const asked = refArguments(args);
    const found = world.refs.node(asked, packageName);
    requireKnown(node, found.unique_id, `ref('${asked.name}')`);
    const filter = filterOf(run, found.config['event_time']);
    if (found.config['materialized'] !== 'ephemeral')
      return relationOfNode(world.deferred?.get(found.unique_id) ?? found, world, { limit: limitOf(run), filter });
    run.ctes.add(found.unique_id);
    const quoted = { database: true, schema: true, identifier: false };
    return makeRelation({
      ...relationBase(world),
      identifier: ephemeralName(found.alias),
      type: 'cte',
      quoted,
      limit: limitOf(run),
      filter,
    });
  });
  return { ...ref, attributes: new Map([['config', world.runtimeConfig]]) };
}

export function makeSource(run: NodeRun): Value {
  const { world, node, packageName } = run;
  return makeFunction('source', (args) => {
    const [name, table] = sourceArguments(args);
    const found = world.refs.source(name, table, packageName);
    requireKnown(node, found.unique_id, `source('${name}', '${table}')`);
    return relationOfSource(found, world, { limit: limitOf(run), filter: filterOf(run, found.config['event_time']) });
  });
}

/** What runs before must be known before anything runs. */
function requireKnown(node: ManifestNode | undefined, id: string, call: string): void {
  if (node === undefined || node.resource_type === 'operation' || (node.depends_on.nodes ?? []).includes(id)) return;
  throw fail('RUN_REF', {
    reason: `'${node.name}' reads ${call}, which the project did not show when it was parsed: it stands where only a run comes`,
    advice: `write this where it is always read: -- depends_on: {{ ${call} }}`,
  });
}
