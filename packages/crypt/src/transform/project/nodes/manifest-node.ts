// A node that everything is known of, as the manifest has it.
import { textOf } from '../../jinja/values/repr.ts';
import { fieldOf, textField } from '../fields.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { ColumnInfo, Constraint, JsonObject, ManifestNode } from '../manifest.ts';
import { columnInfo, constraintOf } from '../properties/columns.ts';
import type { ParseWorld } from '../parse-world.ts';
import { mapToObject, toData, toObject } from '../to-data.ts';
import { textsOf } from '../fields.ts';
import { sha256 } from '../files/source-file.ts';
import type { Json } from '../../../kernel/parse-json.ts';
import { contractText } from './contract-text.ts';
import type { MadeNode } from './made-node.ts';

/** A description with its docs, and the ids of those. */
export type Describe = (
  text: string,
  made: MadeNode,
  path: readonly (string | number)[],
) => { readonly text: string; readonly blocks: readonly string[] };

export function toManifestNode(made: MadeNode, world: ParseWorld, describe: Describe): ManifestNode {
  const { work, config, names, properties, test } = made;
  const { findings } = work;
  const type = work.type as ManifestNode['resource_type'];
  const description = describe(test?.description ?? properties?.description ?? '', made, ['description']);
  // From entries: a column may be named __proto__.
  const columns: Record<string, ColumnInfo> = Object.fromEntries(
    (properties?.columns ?? []).map((column) => {
      const info = columnInfo(column);
      const described = describe(info.description, made, column.path);
      return [column.name, { ...info, description: described.text, doc_blocks: described.blocks }];
    }),
  );
  const docs = config.get('docs');
  const base: ManifestNode = {
    database: names.database,
    schema: names.schema,
    name: work.name,
    resource_type: type,
    package_name: work.packageName,
    path: work.path,
    original_file_path: work.originalPath,
    unique_id: work.uniqueId,
    fqn: work.fqn,
    alias: names.alias,
    checksum: made.checksum,
    config: mapToObject(config),
    tags: made.tags,
    description: description.text,
    columns,
    meta: toObject(config.get('meta')),
    group: (config.get('group') as string | null | undefined) ?? null,
    docs: { show: fieldOf(docs, 'show') !== false, node_color: textField(docs, 'node_color') ?? null },
    patch_path:
      properties === undefined ? null : `${properties.element.file.packageName}://${properties.element.file.path}`,
    build_path: null,
    unrendered_config: mapToObject(made.unrendered),
    created_at: world.invocation.startedMs / 1000,
    relation_name: made.relationName,
    raw_code: work.code,
    doc_blocks: description.blocks,
    depends_on: { macros: [...findings.macros], nodes: made.dependsOn },
  };
  // A seed has no parents, and no place for them.
  if (type === 'seed') return { ...base, ...made.extra, depends_on: { macros: [...findings.macros] } };
  const sql = {
    language: work.path.endsWith('.py') ? 'python' : 'sql',
    refs: findings.refs,
    sources: findings.sources,
    metrics: findings.metrics,
    functions: [],
    compiled_path: null,
    contract: contractOf(made, columns),
  };
  if (test !== undefined)
    return {
      ...base,
      ...sql,
      column_name: test.columnName,
      file_key_name: test.fileKeyName,
      attached_node: test.attachedNode,
      test_metadata: test.metadata,
    };
  return type === 'model' ? { ...base, ...sql, ...modelParts(made) } : { ...base, ...sql, ...made.extra };
}

function contractOf(
  { config, properties }: MadeNode,
  columns: Readonly<Record<string, ColumnInfo>>,
): NonNullable<ManifestNode['contract']> {
  const value = config.get('contract');
  const enforced = fieldOf(value, 'enforced') === true;
  const alias_types = fieldOf(value, 'alias_types') !== false;
  if (!enforced) return { enforced, alias_types, checksum: null };
  const materialized = config.get('materialized');
  const isConstrained = materialized === 'table' || materialized === 'incremental';
  const whole = (properties?.constraints ?? []).map(modelConstraint);
  const promised = contractText(
    Object.values(columns),
    isConstrained ? { materialized, constraints: whole } : undefined,
  );
  return { enforced, alias_types, checksum: sha256(promised) };
}

function modelConstraint(value: Value): Constraint {
  return { ...constraintOf(value), columns: textsOf(fieldOf(value, 'columns')) };
}

function modelParts({ properties, config }: MadeNode): Partial<ManifestNode> {
  const deprecation = properties?.deprecationDate ?? null;
  const constraints = (properties?.constraints ?? []).map(modelConstraint);
  return {
    access: properties?.access ?? (config.get('access') as string | null | undefined) ?? 'protected',
    constraints,
    version: toData(properties?.version) as string | number | null,
    latest_version: toData(properties?.latestVersion) as string | number | null,
    deprecation_date: deprecation === null ? null : momentText(textOf(deprecation).replace(' ', 'T')),
    primary_key: primaryKey(constraints, properties?.columns.map(columnInfo) ?? []),
    time_spine: timeSpine(toData(properties?.timeSpine)),
  };
}

function timeSpine(data: Json): Json {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? { custom_granularities: [], ...(data as JsonObject) }
    : null;
}

/** A day is its beginning in UTC. */
function momentText(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+00:00` : text;
}

/** As the constraints say. */
function primaryKey(constraints: readonly Constraint[], columns: readonly ColumnInfo[]): readonly string[] {
  const ofModel = constraints.find(({ type }) => type === 'primary_key');
  if (ofModel !== undefined) return ofModel.columns ?? [];
  return columns
    .filter((column) => column.constraints.some(({ type }) => type === 'primary_key'))
    .map(({ name }) => name);
}
