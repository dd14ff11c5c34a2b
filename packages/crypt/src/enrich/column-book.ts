// Which nested column the data of a schema goes to, and what has to be published before an event may use it.
//
// A version's column depends on its own schema and on older versions of its model alone, so it is decided once. What is
// published only grows: a plan that would narrow or change a published column (a schema that was edited inside its
// version, a version that was missing in its registry) gets a recovery column instead.
import type { ColumnDefinition } from '../contracts/column-definition.ts';
import type { ColumnType } from '../contracts/column.ts';
import { shardOf } from '../contracts/nested-column.ts';
import { parseVersion, type SchemaKey } from '../contracts/schema-key.ts';
import type { ExactJson } from '../kernel/exact-json.ts';
import { columnName, legacyColumnName, recoveryName, type ColumnKind } from '../schemas/columns/column-name.ts';
import { compileVersion, type Misfit } from '../schemas/columns/compile-converter.ts';
import { nestedColumn, planModel, type ModelVersion, type PlannedColumn } from '../schemas/columns/plan-model.ts';
import type { SchemaType } from '../schemas/columns/schema-type.ts';
import { schemaProblem, type Problem } from './problem.ts';
import type { KnownSchema } from '../schemas/find-schema.ts';

export interface PlacedColumn {
  readonly name: string;
  readonly shard: number;
  /** The value as JSON text (contracts/nested-column.ts), or why the column cannot hold it, in words without values. */
  readonly render: (data: ExactJson) => string | Misfit;
  /** Texts of data that many events share. */
  readonly rendered: WeakMap<object, string | Misfit>;
}

export interface Columns {
  /** The column of a schema, or the problem of an event that needs it. */
  place(kind: ColumnKind, schema: KnownSchema): PlacedColumn | Problem;
  /** Definitions that came or grew since the last call; they must be durable before an event that uses them. */
  takeNew(): readonly ColumnDefinition[];
}

export interface ColumnBookOptions {
  /** What log:columns holds, oldest first. */
  readonly published: Iterable<ColumnDefinition>;
  /** Schemas whose columns have the names of Snowplow's loader 1.x, one a full version. */
  readonly isLegacy: (key: SchemaKey) => boolean;
}

export class ColumnBook implements Columns {
  readonly #isLegacy: ColumnBookOptions['isLegacy'];
  readonly #published = new Map<string, ColumnDefinition>();
  /** Versions by model: every one that this process has seen. */
  readonly #models = new Map<string, Map<string, ModelVersion>>();
  readonly #placed = {
    unstruct_event: new WeakMap<KnownSchema, PlacedColumn | Problem>(),
    contexts: new WeakMap<KnownSchema, PlacedColumn | Problem>(),
  };
  #fresh: ColumnDefinition[] = [];

  constructor({ published, isLegacy }: ColumnBookOptions) {
    this.#isLegacy = isLegacy;
    for (const definition of published) this.#published.set(definition.name, definition);
  }

  place(kind: ColumnKind, schema: KnownSchema): PlacedColumn | Problem {
    const placed = this.#placed[kind].get(schema) ?? this.#plan(kind, schema);
    this.#placed[kind].set(schema, placed);
    return placed;
  }

  takeNew(): readonly ColumnDefinition[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  #plan(kind: ColumnKind, schema: KnownSchema): PlacedColumn | Problem {
    const { key } = schema;
    const isLegacy = this.#isLegacy(key);
    const versions = isLegacy
      ? schema.versions.filter(({ version }) => version === key.version)
      : this.#versionsOf(schema);
    const { type, column } = planModel(kind, key, versions).versions.get(key.version) ?? {};
    if (type === undefined || column === undefined) return schemaProblem('schema: has no column');
    const planned = isLegacy ? { ...column, name: legacyColumnName(kind, key) } : column;
    const name = this.#publish(kind, schema, planned, type);
    if (typeof name !== 'string') return name;
    const render = compileVersion(kind, { version: key.version, type });
    return { name, shard: shardOf(name), render, rendered: new WeakMap() };
  }

  #versionsOf({ key, versions }: KnownSchema): readonly ModelVersion[] {
    const id = `${key.vendor}/${key.name}/${parseVersion(key.version).model}`;
    let known = this.#models.get(id);
    if (known === undefined) this.#models.set(id, (known = new Map()));
    for (const version of versions) known.set(version.version, version);
    return [...known.values()];
  }

  /** Makes sure that a column is published that holds `type`; its name, or why there is none. */
  #publish(kind: ColumnKind, schema: KnownSchema, planned: PlannedColumn, type: SchemaType): string | Problem {
    const { key } = schema;
    const taken = this.#offer(kind, key, planned);
    if (taken !== 'breaks') return taken ?? planned.name;
    const digest = schema.versions.find(({ version }) => version === key.version)?.digest ?? '';
    const main = columnName(kind, key, parseVersion(key.version).model);
    const recovery = { name: recoveryName(main, key.version, digest.slice(0, 8)), type, versions: [key.version] };
    const refused = this.#offer(kind, key, recovery);
    if (refused === undefined) return recovery.name;
    return refused === 'breaks' ? schemaProblem('schema: differs from its own recovery column') : refused;
  }

  /** Undefined when the column is published as planned or wider. */
  #offer(kind: ColumnKind, key: SchemaKey, planned: PlannedColumn): undefined | 'breaks' | Problem {
    const definition = { ...nestedColumn(kind, key, planned), versions: planned.versions };
    const present = this.#published.get(definition.name);
    if (present !== undefined) {
      const owner = /^iglu:(.*)\/jsonschema\//.exec(present.origin)?.[1];
      if (owner !== `${key.vendor}/${key.name}`) return schemaProblem(`schema: its column is that of ${owner}`);
      if (holds(present.type, definition.type)) return undefined;
      if (!holds(definition.type, present.type)) return 'breaks';
    }
    this.#published.set(definition.name, definition);
    this.#fresh.push(definition);
    return undefined;
  }
}

/** True when every value of `part` is one of `whole`. */
function holds(whole: ColumnType, part: ColumnType): boolean {
  if (typeof whole === 'string' || typeof part === 'string') return whole === part;
  if ('array' in whole) return 'array' in part && holds(whole.array, part.array);
  if (!('struct' in part)) return false;
  return part.struct.every(({ name, type }) => {
    const field = whole.struct.find((candidate) => candidate.name === name);
    return field !== undefined && holds(field.type, type);
  });
}
