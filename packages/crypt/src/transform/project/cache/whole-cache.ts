// The last manifest, and what it was made of.
import { isCryptError, type CryptError } from '../../../kernel/crypt-error.ts';
import type { Json } from '../../../kernel/parse-json.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import type { Environment } from '../context/env-var.ts';
import { fail, projectErrors, type ProjectCode, type ProjectProblem } from '../errors.ts';
import type { FileSum } from '../files/project-files.ts';
import type { ResourceCounts } from '../count-resources.ts';
import type { Manifest } from '../manifest.ts';
import { readText, type ManifestText } from '../manifest-text.ts';
import type { NodeValues } from '../parse-project.ts';
import { toValue } from '../to-data.ts';
import type { CacheFile } from './cache-file.ts';
import { lazily } from './lazily.ts';
import { decodeValue, encodeValue, losesAsData } from './value-code.ts';

export interface Whole {
  readonly files: readonly FileSum[];
  /** Of this run. */
  readonly metadata: Manifest['metadata'];
  /** Read from its text when it is first asked for. */
  readonly manifest: Manifest;
  readonly text: ManifestText;
  readonly counts: ResourceCounts;
  readonly warnings: readonly CryptError[];
  readonly valuesOf: (uniqueId: string) => NodeValues | undefined;
}

export interface Stored {
  /** Of everything but the files: cache/world-key.ts. */
  readonly world: string;
  readonly files: readonly FileSum[];
  readonly environment: readonly [string, string | null][];
  readonly warnings: readonly [string, ProjectProblem][];
  readonly values: Readonly<Record<string, { readonly config: Json; readonly kwargs: Json }>>;
  readonly counts: ResourceCounts;
}

/** Undefined when it cannot be kept: a warning that is not ours, or a value without a code. */
export function encodeWhole(
  world: string,
  whole: Pick<Whole, 'files' | 'warnings' | 'counts'> & { readonly values: ReadonlyMap<string, NodeValues> },
  reads: ReadonlyMap<string, string | undefined>,
): Stored | undefined {
  const values: Record<string, { config: Json; kwargs: Json }> = {};
  for (const [id, { config, kwargs }] of whole.values) {
    if (!losesAsData(config) && !losesAsData(kwargs)) continue;
    const [configCode, kwargsCode] = [encodeValue(config), encodeValue(kwargs)];
    if (configCode === undefined || kwargsCode === undefined) return undefined;
    values[id] = { config: configCode, kwargs: kwargsCode };
  }
  const warnings: [string, ProjectProblem][] = [];
  for (const warning of whole.warnings) {
    if (!isCryptError(warning) || !(warning.code in projectErrors)) return undefined;
    warnings.push([warning.code, warning.params as unknown as ProjectProblem]);
  }
  return {
    world,
    files: whole.files,
    environment: [...reads].map(([name, value]) => [name, value ?? null]),
    warnings,
    values,
    counts: whole.counts,
  };
}

/** Undefined when something beside the files changed. */
export function decodeWhole(
  cached: CacheFile | undefined,
  world: string,
  environment: Environment,
  metadata: Manifest['metadata'],
): Whole | undefined {
  const stored = cached?.content['whole'] as unknown as Stored | undefined;
  if (cached === undefined || stored === undefined || stored.world !== world) return undefined;
  if (stored.environment.some(([name, value]) => (environment[name] ?? null) !== value)) return undefined;
  const text = cached.rest;
  const read = lazily(() => readText(text, metadata));
  return {
    files: stored.files,
    get manifest() {
      return read();
    },
    metadata,
    text,
    counts: stored.counts,
    warnings: stored.warnings.map(([code, problem]) => fail(code as ProjectCode, problem)),
    valuesOf: lazyValues(read, stored.values),
  };
}

/** Most are never asked for: a run asks for those of the nodes that it runs. */
function lazyValues(manifest: () => Manifest, coded: Stored['values']): Whole['valuesOf'] {
  const made = new Map<string, NodeValues>();
  return (id) => {
    const known = made.get(id);
    if (known !== undefined) return known;
    const values = valuesOf(id, manifest(), coded);
    if (values !== undefined) made.set(id, values);
    return values;
  };
}

function valuesOf(id: string, manifest: Manifest, coded: Stored['values']): NodeValues | undefined {
  const code = Object.hasOwn(coded, id) ? coded[id] : undefined;
  if (code !== undefined)
    return { config: decodeValue(code.config) as NodeValues['config'], kwargs: decodeValue(code.kwargs) };
  const node = Object.hasOwn(manifest.nodes, id) ? manifest.nodes[id] : undefined;
  if (node === undefined) return undefined;
  const config = dictOf(Object.entries(node.config).map(([key, value]) => [key, toValue(value)]));
  return { config, kwargs: node.test_metadata === undefined ? null : toValue(node.test_metadata.kwargs) };
}
