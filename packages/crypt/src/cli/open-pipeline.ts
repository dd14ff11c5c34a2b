// What enrich works with in this project: schemas, columns, enrichments.
import type { Pipeline } from '../enrich/pipeline.ts';
import { VERSION } from './version.ts';
import type { LogWorld } from './log-place.ts';

export async function openPipeline(_world: LogWorld): Promise<Omit<Pipeline, 'publish'>> {
  throw new Error(`crypt-${VERSION}`);
}
