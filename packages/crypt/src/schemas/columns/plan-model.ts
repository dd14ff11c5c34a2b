// All versions of one model to its columns. Versions are taken in ascending order, whatever order they became known in:
// each is merged into the main column, or gets a recovery column when it breaks with what is there already. A version's
// column so never depends on later versions, and the main column only grows.
import type { ColumnType } from '../../contracts/column.ts';
import type { NestedColumn } from '../../contracts/nested-column.ts';
import { compareVersions, parseVersion, type SchemaKey } from '../../contracts/schema-key.ts';
import { assert } from '../../kernel/assert.ts';
import type { ExactObject } from '../../kernel/exact-json.ts';
import { columnName, recoveryName, VERSION_FIELD, type ColumnKind } from './column-name.ts';
import { columnTypeOf, type Remark } from './column-type.ts';
import { mergeTypes, type Break } from './merge-types.ts';
import { isStruct, toColumnType, type SchemaType } from './schema-type.ts';

/** A version of a model, with its schema. */
export interface ModelVersion {
  /** `1-0-2`. */
  readonly version: string;
  /** The schema, numbers exact when they were parsed so. */
  readonly document: ExactObject;
  /** Hash of the schema's text in hex. Names recovery columns, so another schema under the same version has another. */
  readonly digest: string;
}

export interface PlannedColumn {
  readonly name: string;
  /** Of one event's or one entity's data. */
  readonly type: SchemaType;
  /** Ascending. */
  readonly versions: readonly string[];
}

export interface PlannedVersion {
  readonly version: string;
  readonly column: PlannedColumn;
  /** What this version's data is read by: its own fields, all of which its column has. */
  readonly type: SchemaType;
  readonly remarks: readonly Remark[];
  /** Why it has a recovery column; empty otherwise. */
  readonly breaks: readonly Break[];
}

export interface ModelPlan {
  readonly kind: ColumnKind;
  readonly main: PlannedColumn;
  /** One for each version that breaks. Needed only when such data arrives. */
  readonly recoveries: readonly PlannedColumn[];
  readonly versions: ReadonlyMap<string, PlannedVersion>;
}

type Name = Pick<SchemaKey, 'vendor' | 'name'>;

/**
 * Plans the columns of one model.
 *
 * @param versions one model's, at least one, each once; in any order, with or without holes. All that exist up to the
 *   newest that data names: a version that becomes known only after a later one may change what breaks with what.
 */
export function planModel(kind: ColumnKind, name: Name, versions: readonly ModelVersion[]): ModelPlan {
  assert(versions.length > 0, 'a model has a version');
  const ascending = versions.toSorted((left, right) => compareVersions(left.version, right.version));
  const mainName = columnName(kind, name, parseVersion(ascending[0]?.version ?? '').model);
  const judged: Judged[] = [];
  let main: SchemaType | undefined;
  for (const version of ascending) {
    const { type, remarks } = typeOf(kind, version.document);
    const merged = main === undefined ? { type } : mergeTypes(main, type);
    if (merged.type !== undefined) main = merged.type;
    judged.push({ version, type, remarks, breaks: merged.breaks ?? [] });
  }
  const mainColumn: PlannedColumn = {
    name: mainName,
    type: main ?? 'json',
    versions: judged.filter(({ breaks }) => breaks.length === 0).map(({ version }) => version.version),
  };
  const planned = judged.map((one) => planVersion(one, mainColumn));
  return {
    kind,
    main: mainColumn,
    recoveries: planned.map(({ column }) => column).filter((column) => column !== mainColumn),
    versions: new Map(planned.map((version) => [version.version, version])),
  };
}

interface Judged {
  readonly version: ModelVersion;
  readonly type: SchemaType;
  readonly remarks: readonly Remark[];
  readonly breaks: readonly Break[];
}

function planVersion(
  { version: { version, digest }, type, remarks, breaks }: Judged,
  main: PlannedColumn,
): PlannedVersion {
  const column =
    breaks.length === 0
      ? main
      : { name: recoveryName(main.name, version, digest.slice(0, 8)), type, versions: [version] };
  return { version, column, type, remarks, breaks };
}

/** A schema without fields: an entity has its version at least; an event would be an empty struct, which no engine has. */
function typeOf(
  kind: ColumnKind,
  document: ExactObject,
): { readonly type: SchemaType; readonly remarks: readonly Remark[] } {
  const typed = columnTypeOf(document);
  return typed ?? { type: kind === 'contexts' ? { fields: [] } : 'json', remarks: [] };
}

/** The column as the warehouse is asked for it. Entities are an array, each with its version first. */
export function nestedColumn(kind: ColumnKind, { vendor, name }: Name, column: PlannedColumn): NestedColumn {
  const first = column.versions[0] ?? '';
  const last = column.versions.at(-1) ?? '';
  const uri = `iglu:${vendor}/${name}/jsonschema/${first}`;
  return {
    name: column.name,
    type: kind === 'contexts' ? { array: entityType(column.type) } : toColumnType(column.type),
    origin: first === last ? uri : `${uri}..${last}`,
    description: `${kind === 'contexts' ? 'Entities' : 'Events'} of ${vendor}/${name}.`,
  };
}

function entityType(type: SchemaType): ColumnType {
  const element = toColumnType(type);
  if (!isStruct(type) || typeof element !== 'object' || !('struct' in element)) return element;
  return { struct: [{ name: VERSION_FIELD, type: 'string', nullable: false }, ...element.struct] };
}
