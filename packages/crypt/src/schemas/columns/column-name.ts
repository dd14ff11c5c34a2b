// Names of columns and of their fields, as Snowplow's BigQuery loaders make them: the analytics SDK's rule for columns,
// schema-ddl's for fields. The two put snake_case differently, and existing queries know both.
import { hash } from 'node:crypto';
import type { SchemaKey } from '../../contracts/schema-key.ts';
import { COLUMN_NAME_CHARACTERS_MAX } from '../../kernel/limits.ts';

/** What self-describing data is to its event: the event itself, or one of its entities. */
export type ColumnKind = 'unstruct_event' | 'contexts';

/** `contexts_com_acme_product_1`: one column for all versions of a model. Different vendors and names may give one name. */
export function columnName(kind: ColumnKind, key: Pick<SchemaKey, 'vendor' | 'name'>, model: number): string {
  return fitName(`${kind}_${vendorAndName(key)}_${model}`);
}

/** `contexts_com_acme_product_1_0_2`: one column a version, as BigQuery loaders 1.x name it. */
export function legacyColumnName(kind: ColumnKind, key: Pick<SchemaKey, 'vendor' | 'name' | 'version'>): string {
  return fitName(`${kind}_${vendorAndName(key)}_${key.version.replaceAll('-', '_')}`);
}

/** `contexts_com_acme_product_1_recovered_1_0_2_1f2e3d4c`: for a version that its model's column cannot hold. */
export function recoveryName(column: string, version: string, digest8: string): string {
  return fitName(`${column}_recovered_${version.replaceAll('-', '_')}_${digest8}`);
}

function vendorAndName({ vendor, name }: Pick<SchemaKey, 'vendor' | 'name'>): string {
  const words = name.replaceAll(/[.-]/g, '_').replaceAll(/([^A-Z_])([A-Z])/g, '$1_$2');
  return `${vendor.replaceAll(/[.-]/g, '_')}_${words}`.toLowerCase();
}

/** Added to each entity by us; a property that would be named so steps aside. */
export const VERSION_FIELD = '_schema_version';

/**
 * Field of a property: snake_case, what is neither ASCII letter, digit nor underscore becomes an underscore, and one is
 * put before a leading digit. Different properties may have one field. Two names are ours alone: a property without a
 * name is `_`, where Snowplow would ask BigQuery for a field without a name, and one that would be `_schema_version` is
 * `__schema_version`.
 */
export function fieldName(property: string): string {
  const name = property
    // Between words, by looking around: a pattern that consumes the capitals is quadratic in their number.
    .replaceAll(/(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .toLowerCase()
    // By code point, so that an emoji is one underscore.
    .replaceAll(/[^a-z0-9_]/gu, '_');
  if (name === '' || name === VERSION_FIELD) return `_${name}`;
  return fitName(/^\d/.test(name) ? `_${name}` : name);
}

const DIGEST_CHARACTERS = 8;

/** A name that is too long keeps its start and gets a digest of the whole; BigQuery would refuse it. */
function fitName(name: string): string {
  if (name.length <= COLUMN_NAME_CHARACTERS_MAX) return name;
  const digest = hash('sha256', name, 'hex').slice(0, DIGEST_CHARACTERS);
  return `${name.slice(0, COLUMN_NAME_CHARACTERS_MAX - DIGEST_CHARACTERS - 1)}_${digest}`;
}
