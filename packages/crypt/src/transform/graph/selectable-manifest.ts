// The part of a manifest (dbt's version 12) that selection reads, in its own spelling. Structural: whoever makes a manifest
// need not know this file. A field that is missing and a field that is null mean the same.

type Maybe<T> = T | null | undefined;

export type Fields = Readonly<Record<string, unknown>>;

export interface SelectableNode {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  /** Package, folders, name; of a versioned model the version last: ['shop', 'staging', 'orders', 'v2']. */
  readonly fqn?: Maybe<readonly string[]>;
  /** Relative to the root of the node's package. */
  readonly original_file_path?: Maybe<string>;
  /** `package://models/schema.yml`. */
  readonly patch_path?: Maybe<string>;
  readonly tags?: Maybe<string | readonly string[]>;
  /** Resolved configuration, with defaults. */
  readonly config?: Maybe<object>;
  /** Configuration as written, which `state:` compares. */
  readonly unrendered_config?: Maybe<object>;
  readonly depends_on?: Maybe<{
    readonly nodes?: Maybe<readonly string[]>;
    readonly macros?: Maybe<readonly (string | null)[]>;
  }>;
  readonly raw_code?: Maybe<string>;
  readonly source_name?: Maybe<string>;
  readonly version?: Maybe<string | number>;
  readonly latest_version?: Maybe<string | number>;
  readonly access?: Maybe<string>;
  /** Only generic tests have it. */
  readonly test_metadata?: Maybe<{ readonly name: string }>;
  readonly freshness?: unknown;
  /** An object with `name` and `checksum`; of a unit test a text. */
  readonly checksum?: unknown;
  readonly contract?: Maybe<{ readonly enforced?: Maybe<boolean>; readonly checksum?: Maybe<string> }>;
  readonly columns?: Maybe<Readonly<Record<string, ComparedColumn>>>;
  readonly constraints?: Maybe<readonly ComparedConstraint[]>;
  /** ISO 8601, as the manifest has it. */
  readonly deprecation_date?: Maybe<string>;
}

export interface ComparedColumn {
  readonly name?: Maybe<string>;
  readonly description?: Maybe<string>;
  readonly data_type?: Maybe<string>;
  readonly constraints?: Maybe<readonly ComparedConstraint[]>;
}

export interface ComparedConstraint {
  readonly type?: Maybe<string>;
}

export interface SelectableMacro {
  readonly macro_sql?: Maybe<string>;
  readonly package_name?: Maybe<string>;
  readonly original_file_path?: Maybe<string>;
  readonly depends_on?: Maybe<{ readonly macros?: Maybe<readonly (string | null)[]> }>;
}

type Table<T = SelectableNode> = Maybe<Readonly<Record<string, T>>>;

export interface SelectableManifest {
  readonly metadata?: Maybe<{ readonly project_name?: Maybe<string> }>;
  readonly nodes: Readonly<Record<string, SelectableNode>>;
  readonly sources?: Table;
  readonly exposures?: Table;
  readonly metrics?: Table;
  readonly semantic_models?: Table;
  readonly unit_tests?: Table;
  readonly saved_queries?: Table;
  readonly functions?: Table;
  readonly macros?: Table<SelectableMacro>;
  readonly disabled?: Table<readonly SelectableNode[]>;
}

/** What an earlier run left behind, for `state:`, `result:` and `source_status:`. */
export interface PreviousState {
  readonly manifest?: SelectableManifest;
  readonly runResults?: { readonly results: readonly { readonly unique_id: string; readonly status: string }[] };
  /** sources.json of the earlier run, and the one of now. */
  readonly sources?: SourcesFile;
  readonly currentSources?: SourcesFile;
}

export interface SourcesFile {
  /** `max_loaded_at` is ISO 8601 in UTC; it is missing where the query failed. */
  readonly results: readonly { readonly unique_id: string; readonly max_loaded_at?: Maybe<string> }[];
}

/** The fields of an object, or none when it is not one. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** An own field; names such as `__proto__` or `constructor` are names like others. */
export function fieldOf(value: unknown, name: string): unknown {
  const fields = fieldsOf(value);
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A text or a list of texts, as configuration allows both, as a list. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
