// A source that is a file, or a call that reads files, instead of a table: dbt-duckdb's `external_location`.
import type { JsonObject } from '../manifest.ts';

export interface ExternalSource {
  readonly name: string;
  readonly identifier: string;
  readonly schema: string;
  readonly database: string | null;
  readonly tags: readonly string[];
  readonly meta: JsonObject;
  readonly config: JsonObject;
}

/** Config that sources have in dbt; the rest is the project's own, and as good as meta. */
const CONFIG: ReadonlySet<string> = new Set(
  'enabled event_time freshness loaded_at_field loaded_at_query meta tags'.split(' '),
);

/**
 * The SQL of the place, null for a source that is a table. `{name}` and its kin are fields of the source and of its meta,
 * in the spelling that `formatter` says: `{name}` (newstyle), `%(name)s` (oldstyle), `$name` (template).
 */
export function externalPlace(source: ExternalSource): string | null {
  const { name, identifier, schema, database, tags } = source;
  const meta = {
    ...source.meta,
    ...Object.fromEntries(Object.entries(source.config).filter(([key]) => !CONFIG.has(key))),
  };
  const given = meta['external_location'];
  if (typeof given !== 'string') return null;
  const fields = new Map<string, unknown>(Object.entries({ name, identifier, schema, database, tags, ...meta }));
  const formatter = meta['formatter'];
  const spelling = typeof formatter === 'string' ? SPELLINGS[formatter] : undefined;
  const place = given.replace(spelling ?? NEWSTYLE, (whole, ...groups: unknown[]) => {
    const word = groups.slice(0, 2).find((group) => typeof group === 'string');
    if (word === undefined) return whole.slice(1);
    const value = fields.get(word);
    if (value === undefined) return whole;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return place.includes('(') || place.startsWith("'") ? place : `'${place}'`;
}

/** A field, or a doubled sign that stands for itself. */
const NEWSTYLE = /\{(\w+)\}|\{\{|\}\}/g;
const SPELLINGS: Readonly<Partial<Record<string, RegExp>>> = {
  oldstyle: /%\((\w+)\)[sd]|%%/g,
  template: /\$(?:(\w+)|\{(\w+)\})|\$\$/g,
};
