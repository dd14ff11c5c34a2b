// The sources of schemas of a project, in the order in which they are asked.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetSchemas } from '../adapters/iglu/asset-schemas.ts';
import { HttpRegistry } from '../adapters/iglu/http-registry.ts';
import { ProjectSchemas } from '../adapters/iglu/project-schemas.ts';
import type { Environment, Project } from '../config/read-config.ts';
import type { SchemaKey } from '../contracts/schema-key.ts';
import type { SchemaSource } from '../contracts/schema-source.ts';
import { assetUrl } from '../kernel/asset.ts';
import type { Clock, Files } from '../kernel/effects.ts';
import { selfProblem } from '../schemas/compile-schema.ts';
import { indexTracking } from '../schemas/index-tracking.ts';
import { parseSchemaText } from '../schemas/parse-schema-text.ts';

export interface SchemaSources {
  readonly project: ProjectSchemas;
  readonly builtIn: AssetSchemas;
  readonly registries: readonly HttpRegistry[];
  /** All of them, for a SchemaBook. */
  readonly all: readonly SchemaSource[];
}

export interface SchemaWorld {
  readonly files: Files;
  readonly clock: Clock;
  /** Holds the keys of registries. */
  readonly environment: Environment;
}

/** Reads the tracking plan; what is wrong with it is said by `crypt check`. */
export async function openSchemas(
  project: Project,
  { files, clock, environment }: SchemaWorld,
): Promise<SchemaSources> {
  const plan = await ProjectSchemas.open({
    folder: trackingFolder(project),
    files,
    index: (texts) => indexTracking(texts).texts,
  });
  const builtIn = new AssetSchemas(fileURLToPath(assetUrl('schemas')), files);
  const registries = project.config.schemas.registries.map(({ name, url, apiKeyVariable, vendors, timeoutMs }) => {
    const apiKey =
      apiKeyVariable === null ? undefined : { variable: apiKeyVariable, value: environment[apiKeyVariable] };
    const cacheFolder = join(project.dataFolder, 'cache', 'schemas', `${name}-${shortDigest(url)}`);
    return new HttpRegistry({ name, url, apiKey, vendors, timeoutMs, cacheFolder, files, clock, isSchema });
  });
  return { project: plan, builtIn, registries, all: [plan, builtIn, ...registries] };
}

/** Absolute. */
export function trackingFolder({ folder, config }: Project): string {
  return resolve(folder, config.tracking.folder);
}

/** A registry at another address is another one. */
function shortDigest(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 8);
}

function isSchema(text: string, key: SchemaKey): boolean {
  const { document } = parseSchemaText(text);
  return document !== undefined && selfProblem(document, key) === undefined;
}
