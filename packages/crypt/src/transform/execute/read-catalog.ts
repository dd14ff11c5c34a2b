// What the warehouse has of a project's relations: columns with their types and comments. Shape: dbt's catalog v1.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { Json } from '../../kernel/parse-json.ts';
import { textOf } from '../jinja/values/repr.ts';
import { setOf } from '../jinja/values/dict.ts';
import type { Value } from '../jinja/values/value.ts';
import { openNodeRun } from '../compile/compile-node.ts';
import { relationBase } from '../compile/context/references.ts';
import { fail } from '../compile/errors.ts';
import { callMacro } from '../compile/node-run.ts';
import { makeRelation } from '../compile/relation.ts';
import { tableOf } from '../compile/result-table.ts';
import type { RunWorld } from '../compile/run-world.ts';

export interface CatalogEntry {
  readonly unique_id: string;
  readonly metadata: {
    readonly type: string;
    readonly schema: string;
    readonly name: string;
    readonly database: string;
    readonly comment: string | null;
    readonly owner: string | null;
  };
  readonly columns: {
    readonly [name: string]: {
      readonly type: string;
      readonly index: number;
      readonly name: string;
      readonly comment: string | null;
    };
  };
  readonly stats: { readonly [name: string]: Json };
}

export interface Catalog {
  readonly nodes: { readonly [id: string]: CatalogEntry };
  readonly sources: { readonly [id: string]: CatalogEntry };
}

/** @param ids of nodes and sources to look for. By the macro `get_catalog`, which a project may have its own of. */
export async function readCatalog(world: RunWorld, engine: SqlEngine, ids: readonly string[]): Promise<Catalog> {
  const { manifest, profile } = world;
  const wanted = new Map<string, string[]>();
  const schemas = new Map<string, Set<string>>();
  for (const id of ids) {
    const node = manifest.nodes[id];
    const source = manifest.sources[id];
    if (node !== undefined && (!WRITTEN.has(node.resource_type) || node.config['materialized'] === 'ephemeral'))
      continue;
    const place = node ?? source;
    if (place === undefined) continue;
    const database = place.database ?? profile.database;
    const key = keyOf(database, place.schema, node?.alias ?? source?.identifier ?? '');
    wanted.set(key, [...(wanted.get(key) ?? []), id]);
    schemas.set(database, (schemas.get(database) ?? new Set()).add(place.schema));
  }
  const entries = new Map<string, CatalogEntry>();
  const session = await engine.session();
  try {
    for (const [database, names] of schemas) {
      const run = openNodeRun(world, undefined, world.rootName, session);
      const macro = run.namespace.find('get_catalog');
      if (macro === undefined) throw fail('RUN_DISPATCH', { reason: "no macro 'get_catalog' was found" });
      const table = tableOf(
        await callMacro(run, macro.call, [makeRelation({ ...relationBase(world), database }), setOf([...names])]),
      );
      for (const row of table?.rows ?? [])
        addRow(
          entries,
          wanted,
          Object.fromEntries((table?.names ?? []).map((name, i) => [name.toLowerCase(), row[i] ?? null])),
        );
    }
  } finally {
    await session.close();
  }
  const part = (isPart: (id: string) => boolean): Record<string, CatalogEntry> =>
    Object.fromEntries([...entries].filter(([id]) => isPart(id)));
  return {
    nodes: part((id) => manifest.nodes[id] !== undefined),
    sources: part((id) => manifest.sources[id] !== undefined),
  };
}

const WRITTEN: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);
const STATS = {
  has_stats: {
    id: 'has_stats',
    label: 'Has Stats?',
    value: false,
    include: false,
    description: 'Indicates whether there are statistics for this table',
  },
};

function keyOf(...names: readonly string[]): string {
  return names.join('\0').toLowerCase();
}

function addRow(
  entries: Map<string, CatalogEntry>,
  wanted: ReadonlyMap<string, readonly string[]>,
  row: Readonly<Record<string, Value>>,
): void {
  const of = (name: string): string => (row[name] === null || row[name] === undefined ? '' : textOf(row[name]));
  const orNull = (name: string): string | null => (of(name) === '' ? null : of(name));
  const [database, schema, name] = [of('table_database'), of('table_schema'), of('table_name')];
  const column = {
    type: of('column_type'),
    index: Number(of('column_index')),
    name: of('column_name'),
    comment: orNull('column_comment'),
  };
  for (const id of wanted.get(keyOf(database, schema, name)) ?? []) {
    const known = entries.get(id);
    const metadata = {
      type: of('table_type'),
      schema,
      name,
      database,
      comment: orNull('table_comment'),
      owner: orNull('table_owner'),
    };
    entries.set(id, { metadata, columns: { ...known?.columns, [column.name]: column }, stats: STATS, unique_id: id });
  }
}
