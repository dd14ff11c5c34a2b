// The schemas of a project: its own, the built-in set, then its registries.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetSchemas } from '../adapters/iglu/asset-schemas.ts';
import { HttpRegistry } from '../adapters/iglu/http-registry.ts';
import { ProjectSchemas } from '../adapters/iglu/project-schemas.ts';
import { assetUrl } from '../kernel/asset.ts';
import { compileSchema } from '../schemas/compile-schema.ts';
import { indexTracking } from '../schemas/index-tracking.ts';
import { parseSchemaText } from '../schemas/parse-schema-text.ts';
import { SchemaBook } from '../schemas/schema-book.ts';
import type { LogWorld } from './log-place.ts';

export interface OpenSchemas {
  readonly book: SchemaBook;
  /** Reads the project's own again when they changed; true when they did. */
  readonly refresh: () => Promise<boolean>;
}

export async function openSchemas(
  { project, files, clock }: Omit<LogWorld, 'random'>,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<OpenSchemas> {
  const { schemas, tracking } = project.config;
  const own = await ProjectSchemas.open({
    folder: join(project.folder, tracking.folder),
    files,
    index: (tracked) => indexTracking(tracked).texts,
  });
  const builtIn = new AssetSchemas(fileURLToPath(assetUrl('schemas')), files);
  const registries = schemas.registries.map(
    ({ name, url, apiKeyVariable, vendors }) =>
      new HttpRegistry({
        name,
        url,
        apiKey: apiKeyVariable === null ? undefined : { variable: apiKeyVariable, value: variables[apiKeyVariable] },
        vendors,
        timeoutMs: schemas.timeoutMs,
        cacheFolder: join(project.dataFolder, 'cache', 'schemas', name),
        files,
        clock,
        isSchema: (text, key) => {
          const { document } = parseSchemaText(text);
          return document !== undefined && compileSchema(document, key).state === 'compiled';
        },
      }),
  );
  const book = new SchemaBook({ sources: [own, builtIn, ...registries], clock });
  const refresh = async (): Promise<boolean> => {
    const changed = await own.refresh();
    if (changed) book.changed();
    return changed;
  };
  return { book, refresh };
}
