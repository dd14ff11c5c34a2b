// What registries said, on disk: `<vendor>/<name>/jsonschema/<version>` holds a digest, a line feed and the text. Versions
// do not change, so what was found is kept for ever. `<version>.missing` says that the registry had no such version when
// the one before it was found: the end of a list, which counts only while the registry cannot be asked.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { compareVersions, parseVersion, type SchemaKey } from '../../contracts/schema-key.ts';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { Files } from '../../kernel/effects.ts';
import { indexFolder } from './asset-schemas.ts';
import { schemaPath } from './schema-path.ts';

export class SchemaCache {
  readonly #folder: string;
  readonly #files: Files;

  constructor(folder: string, files: Files) {
    this.#folder = folder;
    this.#files = files;
  }

  /** The text that was found once; undefined when there is none, or it is damaged. */
  async readFound(key: SchemaKey): Promise<string | undefined> {
    const content = await this.#readFile(this.#pathOf(key));
    const end = content?.indexOf('\n') ?? -1;
    if (content === undefined || end < 0) return undefined;
    const text = content.slice(end + 1);
    return digestOf(text) === content.slice(0, end) ? text : undefined;
  }

  async writeFound(key: SchemaKey, text: string): Promise<void> {
    await this.#write(this.#pathOf(key), `${digestOf(text)}\n${text}`);
  }

  /** Whether a version was missing when the registry last said so. */
  async wasMissing(key: SchemaKey): Promise<boolean> {
    return (await this.#readFile(`${this.#pathOf(key)}.missing`)) !== undefined;
  }

  /** Notes a missing version below one that was found: not any that somebody asks for, so that nobody fills the disk. */
  async noteMissing(key: SchemaKey): Promise<void> {
    const path = `${this.#pathOf(key)}.missing`;
    const { model, addition } = parseVersion(key.version);
    const names = await orNothing(this.#files.list(dirname(path)));
    if (names === undefined) return;
    const found = names.filter((name) => new RegExp(`^${model}-\\d+-\\d+$`).test(name));
    const isBelow = found.some((version) => compareVersions(version, key.version) > 0);
    const before = key.version.replace(/\d+$/, String(addition - 1));
    if (isBelow && (addition === 0 || found.includes(before)) && !names.includes(`${key.version}.missing`)) {
      await this.#write(path, '');
    }
  }

  async list(): Promise<readonly SchemaKey[]> {
    return [...(await indexFolder(this.#folder, this.#files)).values()];
  }

  #pathOf(key: SchemaKey): string {
    return join(this.#folder, schemaPath(key) ?? 'nowhere');
  }

  async #readFile(path: string): Promise<string | undefined> {
    const content = await orNothing(this.#files.readFile(path));
    return content === undefined ? undefined : Buffer.from(content).toString('utf8');
  }

  async #write(path: string, content: string): Promise<void> {
    const made = this.#files.makeFolder(dirname(path));
    await orNothing(made.then(() => this.#files.replaceFile(path, content)));
  }
}

/** Best effort: without the cache a schema is used all the same, and asked for again at the next start. */
async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
