import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../config/read-config.ts';

/** Where the warehouse of a project lies and what it may use. */
export function warehouseOptions(project: Project) {
  const folder = join(project.dataFolder, 'warehouse');
  return {
    landingPath: join(folder, 'landing.duckdb'),
    modelsPath: join(folder, 'models.duckdb'),
    temporaryFolder: join(project.dataFolder, 'run', 'duckdb'),
    memoryBytesMax: project.config.landing.memoryGigabytes * 1e9,
    threads: availableParallelism(),
  };
}
