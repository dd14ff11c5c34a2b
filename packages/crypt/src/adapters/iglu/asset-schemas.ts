import { join } from 'node:path';
import { parseSchemaUri, type SchemaKey } from '../../contracts/schema-key.ts';
import type { SchemaReading, SchemaSource } from '../../contracts/schema-source.ts';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { Files } from '../../kernel/effects.ts';
import { schemaPath } from './schema-path.ts';

/** The schemas that come with the program: `<vendor>/<name>/jsonschema/<version>` below a folder of it. */
export class AssetSchemas implements SchemaSource {
  readonly name = 'built-in';
  readonly #folder: string;
  readonly #files: Files;
  #paths: Promise<ReadonlyMap<string, SchemaKey>> | undefined;

  constructor(folder: string, files: Files) {
    this.#folder = folder;
    this.#files = files;
  }

  async read(key: SchemaKey): Promise<SchemaReading> {
    const path = schemaPath(key);
    // By the index and not by the file system, which may not tell upper case from lower.
    if (path === undefined || !(await this.#index()).has(path)) return { outcome: 'missing' };
    return {
      outcome: 'found',
      text: Buffer.from(await this.#files.readFile(join(this.#folder, path))).toString('utf8'),
    };
  }

  async list(): Promise<readonly SchemaKey[]> {
    return [...(await this.#index()).values()];
  }

  /** Read once: the files of a program do not change while it runs. */
  #index(): Promise<ReadonlyMap<string, SchemaKey>> {
    this.#paths ??= indexFolder(this.#folder, this.#files);
    return this.#paths;
  }
}

/** The schemas below a folder, by path. */
export async function indexFolder(folder: string, files: Files): Promise<ReadonlyMap<string, SchemaKey>> {
  const below = async (paths: readonly string[]): Promise<readonly string[]> => {
    const lists = await Promise.all(paths.map((path) => listFolder(join(folder, path), files)));
    return lists.flatMap((names, at) => names.map((name) => `${paths[at]}/${name}`));
  };
  const vendors = await listFolder(folder, files);
  const paths = await below((await below(vendors)).map((path) => `${path}/jsonschema`));
  return new Map(
    paths.flatMap((path) => {
      const key = parseSchemaUri(`iglu:${path}`);
      return key === undefined ? [] : [[path, key]];
    }),
  );
}

/** Empty for what is no folder. */
async function listFolder(path: string, files: Files): Promise<readonly string[]> {
  try {
    return await files.list(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOTDIR') throw error;
    return [];
  }
}
