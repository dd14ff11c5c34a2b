// The manifest: everything known of a project, as plain data in the shape and with the names of dbt's manifest v12
// (schemas.getdbt.com/dbt/manifest/v12). Numbers that Python calls floats are plain numbers here; `Parsed.values` keeps
// the difference for what templates read.
import type { Json } from '../../kernel/parse-json.ts';

export type ResourceType =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'test'
  | 'analysis'
  | 'operation'
  | 'source'
  | 'exposure'
  | 'metric'
  | 'semantic_model'
  | 'saved_query'
  | 'unit_test'
  | 'macro'
  | 'doc'
  | 'group';

export type JsonObject = { readonly [key: string]: Json };

export interface RefArgs {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
}

export interface DependsOn {
  readonly macros: readonly string[];
  readonly nodes: readonly string[];
}

export interface FileChecksum {
  /** `sha256`, `path` for a large seed, `none`. */
  readonly name: string;
  readonly checksum: string;
}

export interface Constraint {
  readonly type: string;
  readonly name: string | null;
  readonly expression: string | null;
  readonly warn_unenforced: boolean;
  readonly warn_unsupported: boolean;
  readonly to: string | null;
  readonly to_columns: readonly string[];
  /** Of a constraint of the whole model. */
  readonly columns?: readonly string[];
}

export interface ColumnInfo {
  readonly name: string;
  readonly description: string;
  readonly meta: JsonObject;
  readonly data_type: string | null;
  readonly constraints: readonly Constraint[];
  readonly quote: boolean | null;
  readonly config: { readonly meta: JsonObject; readonly tags: readonly string[] };
  readonly tags: readonly string[];
  readonly granularity: string | null;
  readonly doc_blocks: readonly string[];
}

export interface TestMetadata {
  readonly name: string;
  /** `model` is a template; the others are as written, so the run renders them. */
  readonly kwargs: JsonObject;
  /** The package that the test's macro was named with. */
  readonly namespace: string | null;
}

/** What is in `nodes`: models, seeds, snapshots, tests, analyses, operations. Fields that one kind alone has are optional. */
export interface ManifestNode {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
  readonly resource_type: 'model' | 'seed' | 'snapshot' | 'test' | 'analysis' | 'operation';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly fqn: readonly string[];
  readonly alias: string;
  readonly checksum: FileChecksum;
  readonly config: JsonObject;
  readonly tags: readonly string[];
  readonly description: string;
  readonly columns: { readonly [name: string]: ColumnInfo };
  readonly meta: JsonObject;
  readonly group: string | null;
  readonly docs: { readonly show: boolean; readonly node_color: string | null };
  readonly patch_path: string | null;
  readonly build_path: string | null;
  readonly unrendered_config: JsonObject;
  /** Seconds since 1970. */
  readonly created_at: number;
  readonly relation_name: string | null;
  readonly raw_code: string;
  readonly doc_blocks: readonly string[];
  readonly language?: string;
  readonly refs?: readonly RefArgs[];
  readonly sources?: readonly (readonly [string, string])[];
  readonly metrics?: readonly (readonly string[])[];
  /** A seed's has no `nodes`. */
  readonly depends_on: { readonly macros: readonly string[]; readonly nodes?: readonly string[] };
  readonly functions?: readonly Json[];
  readonly compiled_path?: string | null;
  readonly contract?: { readonly enforced: boolean; readonly alias_types: boolean; readonly checksum: string | null };
  /** Models. */
  readonly access?: string;
  readonly constraints?: readonly Constraint[];
  readonly version?: string | number | null;
  readonly latest_version?: string | number | null;
  readonly deprecation_date?: string | null;
  readonly primary_key?: readonly string[];
  readonly time_spine?: Json;
  /** Seeds: the folder that `path` is in. */
  readonly root_path?: string;
  /** Generic tests. */
  readonly test_metadata?: TestMetadata;
  readonly column_name?: string | null;
  readonly file_key_name?: string;
  readonly attached_node?: string | null;
  /** Operations: place among the hooks of the project. */
  readonly index?: number;
}

export interface ManifestSource {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
  readonly resource_type: 'source';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly fqn: readonly string[];
  readonly source_name: string;
  readonly source_description: string;
  readonly loader: string;
  readonly identifier: string;
  readonly quoting: JsonObject;
  readonly loaded_at_field: string | null;
  readonly loaded_at_query: string | null;
  readonly freshness: Json;
  readonly external: Json;
  readonly description: string;
  readonly columns: { readonly [name: string]: ColumnInfo };
  readonly meta: JsonObject;
  readonly source_meta: JsonObject;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly patch_path: string | null;
  readonly unrendered_config: JsonObject;
  readonly relation_name: string | null;
  readonly created_at: number;
  readonly unrendered_database: string | null;
  readonly unrendered_schema: string | null;
  readonly doc_blocks: readonly string[];
}

export interface ManifestMacro {
  readonly name: string;
  readonly resource_type: 'macro';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly macro_sql: string;
  readonly depends_on: { readonly macros: readonly string[] };
  readonly description: string;
  readonly meta: JsonObject;
  readonly docs: { readonly show: boolean; readonly node_color: string | null };
  readonly patch_path: string | null;
  readonly arguments: readonly JsonObject[];
  readonly created_at: number;
  readonly supported_languages: readonly string[] | null;
  readonly config: JsonObject;
}

export interface ManifestDoc {
  readonly name: string;
  readonly resource_type: 'doc';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly block_contents: string;
}

/** Exposures, metrics, groups, semantic models, saved queries, unit tests: their own fields are kept as the file says them. */
export interface ManifestResource {
  readonly name: string;
  readonly resource_type: 'exposure' | 'metric' | 'group' | 'semantic_model' | 'saved_query' | 'unit_test';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly fqn?: readonly string[];
  readonly config?: JsonObject;
  readonly tags?: readonly string[];
  readonly meta?: JsonObject;
  readonly refs?: readonly RefArgs[];
  readonly sources?: readonly (readonly [string, string])[];
  readonly depends_on?: DependsOn;
  readonly group?: string | null;
  readonly [field: string]: unknown;
}

type ById<T> = { readonly [uniqueId: string]: T };

export interface ManifestMetadata {
  readonly dbt_schema_version: string;
  readonly dbt_version: string;
  readonly generated_at: string;
  readonly invocation_id: string;
  readonly project_name: string;
  readonly project_id: string;
  readonly adapter_type: string;
  readonly env: { readonly [name: string]: string };
}

export interface Manifest {
  readonly metadata: ManifestMetadata;
  readonly nodes: ById<ManifestNode>;
  readonly sources: ById<ManifestSource>;
  readonly macros: ById<ManifestMacro>;
  readonly docs: ById<ManifestDoc>;
  readonly exposures: ById<ManifestResource>;
  readonly metrics: ById<ManifestResource>;
  readonly groups: ById<ManifestResource>;
  /** selectors.yml, by name. */
  readonly selectors: { readonly [name: string]: Json };
  readonly disabled: ById<readonly (ManifestNode | ManifestSource | ManifestResource)[]>;
  readonly parent_map: ById<readonly string[]>;
  readonly child_map: ById<readonly string[]>;
  readonly group_map: { readonly [group: string]: readonly string[] };
  readonly saved_queries: ById<ManifestResource>;
  readonly semantic_models: ById<ManifestResource>;
  readonly unit_tests: ById<ManifestResource>;
  readonly functions: ById<never>;
}
