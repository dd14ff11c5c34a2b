import type { SchemaKey } from '../../contracts/schema-key.ts';

const PART_CHARS_MAX = 200;
const VERSION_CHARS_MAX = 32;

/**
 * Where a schema lies below a registry, a folder of schemas or a cache: `com.acme/product/jsonschema/1-0-0`. Undefined for
 * names that would leave it (`..` is a vendor) or that no file can have: nobody has such a schema.
 */
export function schemaPath({ vendor, name, format, version }: SchemaKey): string | undefined {
  if (/^\.+$/.test(vendor) || vendor.length > PART_CHARS_MAX || name.length > PART_CHARS_MAX) return undefined;
  return version.length > VERSION_CHARS_MAX ? undefined : `${vendor}/${name}/${format}/${version}`;
}
