import { schemaUri, type SchemaKey } from '../../src/contracts/schema-key.ts';
import type { SchemaReading, SchemaSource } from '../../src/contracts/schema-source.ts';
import type { JsonObject } from '../../src/kernel/parse-json.ts';
import { documentOf } from './schema-of.ts';

/** A source in memory. Remembers what it was asked for. */
export class MemorySchemas implements SchemaSource {
  readonly name: string;
  readonly texts = new Map<string, string>();
  asked: string[] = [];
  /** When it is not undefined, the source cannot say, for this reason. */
  down: string | undefined;
  /** Called before each answer. */
  before: (uri: string, signal: AbortSignal) => Promise<void> | void = () => undefined;

  constructor(name: string, ...uris: readonly string[]) {
    this.name = name;
    for (const uri of uris) this.add(uri);
  }

  add(uri: string, keywords?: JsonObject): void {
    this.texts.set(uri, JSON.stringify(documentOf(uri, keywords)));
  }

  async read(key: SchemaKey, signal: AbortSignal): Promise<SchemaReading> {
    const uri = schemaUri(key);
    this.asked.push(uri);
    await this.before(uri, signal);
    if (this.down !== undefined) return { outcome: 'unavailable', reason: this.down };
    const text = this.texts.get(uri);
    return text === undefined ? { outcome: 'missing' } : { outcome: 'found', text };
  }
}
