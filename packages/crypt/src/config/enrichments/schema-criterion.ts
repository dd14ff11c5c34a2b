/** Schemas of one name, and which of their versions. */
export interface SchemaCriterion {
  /** `iglu:com.acme/user/jsonschema/` */
  readonly prefix: string;
  /** Of a whole version: `1-0-2`. */
  readonly version: RegExp;
}

const CRITERION = /^(iglu:[\w.-]+\/[\w-]+\/jsonschema\/)([1-9]\d{0,8}|\*)-(0|[1-9]\d{0,8}|\*)-(0|[1-9]\d{0,8}|\*)$/;

/** Of `iglu:com.acme/user/jsonschema/1-*-*`; undefined for anything else. Source: iglu-central pii_enrichment_config 2-0-1. */
export function parseCriterion(text: string): SchemaCriterion | undefined {
  const match = CRITERION.exec(text);
  if (match === null) return undefined;
  const [, prefix = '', ...version] = match;
  return { prefix, version: new RegExp(`^${version.map((part) => (part === '*' ? '\\d+' : part)).join('-')}$`) };
}
