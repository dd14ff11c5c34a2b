// A static Iglu registry: GET <url>/schemas/<vendor>/<name>/jsonschema/<version>. What it said once is read from the
// cache, so that it is needed only for what is new.
import type { SchemaKey } from '../../contracts/schema-key.ts';
import type { SchemaReading, SchemaSource } from '../../contracts/schema-source.ts';
import type { Clock, Files } from '../../kernel/effects.ts';
import { SCHEMA_BYTES_MAX } from '../../kernel/limits.ts';
import { Breaker } from './breaker.ts';
import { fetchText } from './fetch-text.ts';
import { SchemaCache } from './schema-cache.ts';
import { schemaPath } from './schema-path.ts';

export interface HttpRegistryOptions {
  readonly name: string;
  /** With or without `/` at the end. */
  readonly url: string;
  /** Sent as the header `apikey`; undefined without a key. A variable that is not set makes the registry unavailable. */
  readonly apiKey: { readonly variable: string; readonly value: string | undefined } | undefined;
  /** It is asked for schemas of these and of what lies below them; empty for all. */
  readonly vendors: readonly string[];
  readonly timeoutMs: number;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly files: Files;
  readonly clock: Clock;
  /** Whether a text is the schema that was asked for: only then it is kept. */
  readonly isSchema: (text: string, key: SchemaKey) => boolean;
}

export class HttpRegistry implements SchemaSource {
  readonly name: string;
  readonly #options: HttpRegistryOptions;
  readonly #cache: SchemaCache;
  readonly #breaker: Breaker;

  constructor(options: HttpRegistryOptions) {
    this.name = options.name;
    this.#options = options;
    this.#cache = new SchemaCache(options.cacheFolder, options.files);
    this.#breaker = new Breaker(options.clock);
  }

  async read(key: SchemaKey, signal: AbortSignal): Promise<SchemaReading> {
    const path = schemaPath(key);
    if (path === undefined || !this.#isAskedFor(key.vendor)) return { outcome: 'missing' };
    const text = await this.#cache.readFound(key);
    if (text !== undefined) return { outcome: 'found', text };
    const reading = await this.#ask(key, path, signal);
    if (reading.outcome === 'missing') await this.#cache.noteMissing(key);
    const wasMissing = reading.outcome === 'unavailable' && (await this.#cache.wasMissing(key));
    return wasMissing ? { outcome: 'missing' } : reading;
  }

  /** Those that were found before, which need no network. */
  list(): Promise<readonly SchemaKey[]> {
    return this.#cache.list();
  }

  #isAskedFor(vendor: string): boolean {
    const { vendors } = this.#options;
    return vendors.length === 0 || vendors.some((known) => vendor === known || vendor.startsWith(`${known}.`));
  }

  async #ask(key: SchemaKey, path: string, signal: AbortSignal): Promise<SchemaReading> {
    const keyProblem = this.#keyProblem();
    if (keyProblem !== undefined) return this.#unavailable(keyProblem);
    const closedFor = this.#breaker.closedFor();
    if (closedFor !== undefined) return this.#unavailable(closedFor);
    const { url, timeoutMs, apiKey } = this.#options;
    const headers = { accept: 'application/json', ...(apiKey?.value === undefined ? {} : { apikey: apiKey.value }) };
    const address = new URL(`schemas/${path}`, url.endsWith('/') ? url : `${url}/`);
    const fetched = await fetchText(address, { headers, timeoutMs, signal });
    if (fetched.outcome === 'interrupted') {
      this.#breaker.released();
      return this.#unavailable('it was interrupted');
    }
    if (fetched.outcome === 'failed') return this.#failed(fetched.reason);
    if (fetched.outcome === 'answered' && fetched.status !== 200 && fetched.status !== 404)
      return this.#failed(`it answered ${fetched.status}`);
    this.#breaker.answered();
    if (fetched.outcome === 'too large') return this.#unavailable(`it sent more than ${SCHEMA_BYTES_MAX} bytes`);
    if (fetched.status === 404) return { outcome: 'missing' };
    if (this.#options.isSchema(fetched.text, key)) await this.#cache.writeFound(key, fetched.text);
    return { outcome: 'found', text: fetched.text };
  }

  #keyProblem(): string | undefined {
    const { apiKey } = this.#options;
    if (apiKey === undefined) return undefined;
    if (apiKey.value === undefined || apiKey.value === '') return `its key is not set (${apiKey.variable})`;
    return /^[\x21-\x7e]+$/.test(apiKey.value) ? undefined : `its key cannot be sent in a header (${apiKey.variable})`;
  }

  #failed(reason: string): SchemaReading {
    this.#breaker.failed(reason);
    return this.#unavailable(reason);
  }

  #unavailable(reason: string): SchemaReading {
    return { outcome: 'unavailable', reason: `registry ${this.name}: ${reason}` };
  }
}
