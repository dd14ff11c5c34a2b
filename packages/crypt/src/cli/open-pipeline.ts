// What enrich works with in this project: schemas, columns, enrichments, the project's own code.
import { join } from 'node:path';
import { startProjectCode } from '../adapters/project-code/start-project-code.ts';
import { meetsVersion, type SchemaCriterion } from '../config/schema-criterion.ts';
import { decodeColumnDefinition, type ColumnDefinition } from '../contracts/column-definition.ts';
import type { ProjectCode } from '../contracts/project-code.ts';
import { schemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import { ColumnBook } from '../enrich/column-book.ts';
import type { Pipeline } from '../enrich/pipeline.ts';
import type { Logger } from '../kernel/effects.ts';
import type { LogWorld } from './log-place.ts';
import { openEnrichments } from './open-enrichments.ts';
import { openObserver } from './open-observer.ts';
import { SchemaBook } from '../schemas/schema-book.ts';
import { openSchemas } from './open-schemas.ts';
import { VERSION } from './version.ts';

export interface OpenPipeline {
  readonly pipeline: Omit<Pipeline, 'publish'>;
  /** Reads the tracking plan again when its files changed; true when they did. */
  readonly refresh: () => Promise<boolean>;
  readonly code: ProjectCode;
}

/** Entity that the loader adds by itself; its column has to be there before. */
const DUPLICATE = 'iglu:com.snowplowanalytics.snowplow/duplicate/jsonschema/1-0-0';

/** @throws what a refused file, key or piece of code of the project throws (user). */
export async function openPipeline(
  world: LogWorld & { readonly logger: Logger },
  variables: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<OpenPipeline> {
  const { project, files, clock, logger } = world;
  const { config } = project;
  const sources = await openSchemas(project, { files, clock, environment: variables });
  const schemas = new SchemaBook({ sources: sources.all, clock });
  const columns = new ColumnBook({
    published: await readDefinitions(world),
    isLegacy: (key) => isLegacy(config.landing.legacyColumns, key),
  });
  await schemas.load([DUPLICATE], signal);
  const duplicate = schemas.lookup(DUPLICATE);
  if (duplicate.state === 'known') columns.place('contexts', duplicate.schema);
  const { enrichments, privacy } = await openEnrichments(project, files, variables);
  const own = config.enrichments.project;
  const code = await startProjectCode({
    projectFolder: project.folder,
    runFolder: join(project.dataFolder, 'run'),
    enrichments: own.files,
    webhooks: config.webhooks.map(({ path, map }) => ({ path, map })),
    timeMsMax: own.timeMsMax,
    memoryMegabytesMax: own.memoryMegabytesMax,
    environment: own.environment,
    variables,
    clock,
    files,
    logger,
  });
  const pipeline = {
    context: { topic: 'raw', etl: `crypt-${VERSION}`, keepsSent: privacy.length === 0 },
    schemas,
    columns,
    enrichments,
    webhooks: new Set(config.webhooks.map(({ path }) => path)),
    code,
    hasProjectEnrichments: own.files.length > 0,
    privacy,
  };
  const refresh = async (): Promise<boolean> => {
    const changed = await sources.project.refresh();
    if (changed) schemas.changed();
    return changed;
  };
  return { pipeline, refresh, code };
}

async function readDefinitions(world: LogWorld): Promise<readonly ColumnDefinition[]> {
  const consumer = await openObserver(world, 'columns');
  const definitions: ColumnDefinition[] = [];
  try {
    for (;;) {
      const records = await consumer.poll({ recordsMax: 1_000, bytesMax: 16e6, waitMs: 0 });
      if (records.length === 0) return definitions;
      for (const record of records) {
        const definition = decodeColumnDefinition(record.payload);
        if (definition !== undefined) definitions.push(definition);
      }
    }
  } finally {
    await consumer.close();
  }
}

function isLegacy(criteria: readonly SchemaCriterion[], key: SchemaKey): boolean {
  const uri = schemaUri(key);
  return criteria.some((criterion) => uri.startsWith(criterion.prefix) && meetsVersion(criterion, key.version));
}
