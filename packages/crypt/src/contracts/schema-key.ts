// Iglu's name of a schema: iglu:vendor/name/jsonschema/model-revision-addition.

export interface SchemaKey {
  readonly vendor: string;
  readonly name: string;
  readonly format: string;
  /** `1-0-2`. */
  readonly version: string;
}

export interface SchemaVersion {
  readonly model: number;
  readonly revision: number;
  readonly addition: number;
}

const IGLU = /^iglu:([\w.-]+)\/([\w-]+)\/(jsonschema)\/([1-9]\d*-(?:0|[1-9]\d*)-(?:0|[1-9]\d*))$/;

/** Parts of a schema's URI, or undefined. */
export function parseSchemaUri(uri: unknown): SchemaKey | undefined {
  const match = typeof uri === 'string' ? IGLU.exec(uri) : null;
  if (match === null) return undefined;
  const [, vendor = '', name = '', format = '', version = ''] = match;
  return { vendor, name, format, version };
}

export function schemaUri({ vendor, name, format, version }: SchemaKey): string {
  return `iglu:${vendor}/${name}/${format}/${version}`;
}

/** Of a version that a URI was parsed with. */
export function parseVersion(version: string): SchemaVersion {
  const [model = 0, revision = 0, addition = 0] = version.split('-').map(Number);
  return { model, revision, addition };
}

/** Negative when `left` is the older one. */
export function compareVersions(left: string, right: string): number {
  const a = parseVersion(left);
  const b = parseVersion(right);
  return a.model - b.model || a.revision - b.revision || a.addition - b.addition;
}
