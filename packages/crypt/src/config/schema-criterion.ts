import { z } from 'zod';

/** Schemas of one name, and which of their versions. */
export interface SchemaCriterion {
  /** `iglu:com.acme/user/jsonschema/` */
  readonly prefix: string;
  /** Parts of a version: `['1', '*', '*']`. Plain data, as all of a project: it travels to the processes as JSON. */
  readonly version: readonly string[];
}

const CRITERION = /^(iglu:[\w.-]+\/[\w-]+\/jsonschema\/)([1-9]\d{0,8}|\*)-(0|[1-9]\d{0,8}|\*)-(0|[1-9]\d{0,8}|\*)$/;

/** Of `iglu:com.acme/user/jsonschema/1-*-*`; undefined for anything else. Source: iglu-central pii_enrichment_config 2-0-1. */
function parseCriterion(text: string): SchemaCriterion | undefined {
  const match = CRITERION.exec(text);
  if (match === null) return undefined;
  const [, prefix = '', ...version] = match;
  return { prefix, version };
}

/** @param version `1-0-2`. */
export function meetsVersion({ version: parts }: Pick<SchemaCriterion, 'version'>, version: string): boolean {
  const given = version.split('-');
  return given.length === parts.length && parts.every((part, index) => part === '*' || part === given[index]);
}

/** A criterion in crypt.yml. */
export const schemaCriterion = z.string().transform((text, context): SchemaCriterion => {
  const criterion = parseCriterion(text);
  if (criterion !== undefined) return criterion;
  context.addIssue('not a schema with * for any part of its version: `iglu:com.acme/user/jsonschema/1-*-*`');
  return z.NEVER;
});
