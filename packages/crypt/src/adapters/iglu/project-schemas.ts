import type { SchemaKey } from '../../contracts/schema-key.ts';
import { schemaUri } from '../../contracts/schema-key.ts';
import type { SchemaReading, SchemaSource } from '../../contracts/schema-source.ts';
import type { TrackingFile } from '../../contracts/tracking-file.ts';
import type { Files } from '../../kernel/effects.ts';
import { listTracking, readTracking, type TrackingEntry } from './read-tracking.ts';

export interface ProjectSchemasOptions {
  /** Absolute; need not exist. */
  readonly folder: string;
  readonly files: Files;
  /** Texts of the schemas that the files make up, by URI. */
  readonly index: (files: readonly TrackingFile[]) => ReadonlyMap<string, { readonly text: string }>;
}

const MISSING: SchemaReading = { outcome: 'missing' };

/** The schemas of the project's tracking plan, in memory. */
export class ProjectSchemas implements SchemaSource {
  readonly name = 'project';
  readonly #options: ProjectSchemasOptions;
  #fingerprint = '';
  #schemas: ReadonlyMap<string, { readonly text: string }> = new Map();

  private constructor(options: ProjectSchemasOptions) {
    this.#options = options;
  }

  static async open(options: ProjectSchemasOptions): Promise<ProjectSchemas> {
    const schemas = new ProjectSchemas(options);
    await schemas.refresh();
    return schemas;
  }

  /** Reads the files again when one of them is not as it was; returns whether one was not. */
  async refresh(): Promise<boolean> {
    const { folder, files, index } = this.#options;
    const entries = await listTracking(folder, files);
    const fingerprint = entries.map(fingerprintOf).join('\n');
    if (fingerprint === this.#fingerprint) return false;
    this.#schemas = index(await readTracking(folder, files, entries));
    this.#fingerprint = fingerprint;
    return true;
  }

  list(): readonly string[] {
    return [...this.#schemas.keys()];
  }

  async read(key: SchemaKey): Promise<SchemaReading> {
    const schema = this.#schemas.get(schemaUri(key));
    return schema === undefined ? MISSING : { outcome: 'found', text: schema.text };
  }
}

function fingerprintOf({ path, stat }: TrackingEntry): string {
  return `${path} ${stat.sizeBytes} ${stat.mtimeMs} ${stat.inode}`;
}
