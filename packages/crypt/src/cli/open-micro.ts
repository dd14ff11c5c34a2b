// The testing API of `crypt up --micro`, composed for the collector: what it may not import is passed in here.
import { readLogState } from '../adapters/local-log/log-state.ts';
import type { LogConsumer, LogWriter } from '../contracts/log.ts';
import { schemaUri, parseVersion, type SchemaKey } from '../contracts/schema-key.ts';
import { SCHEMA_LOAD_MS_MAX } from '../kernel/limits.ts';
import { columnName } from '../schemas/columns/column-name.ts';
import type { FoundSchema } from '../serve/micro/handle-micro.ts';
import { startMicro, type Micro } from '../serve/micro/start-micro.ts';
import { EnricherProgress } from './enricher-progress.ts';
import { logPlace } from './log-place.ts';
import { openObserver } from './open-observer.ts';
import { openSchemas, type SchemaSources } from './open-schemas.ts';
import type { RoleWorld } from './role-world.ts';
import { makeParametersOf } from './sent-parameters.ts';
import type { Topic } from './topics.ts';

export interface OpenMicro extends Micro {
  close(): Promise<void>;
}

/** @param log the collector's own, of raw payloads. */
export async function openMicro(world: RoleWorld, log: LogWriter): Promise<OpenMicro> {
  const { project, clock, stop } = world;
  const consumers = {
    enriched: await openAtEnd(world, 'enriched'),
    failed: await openAtEnd(world, 'failed'),
    rawOfEnriched: await openObserver(world, 'raw'),
    rawOfFailed: await openObserver(world, 'raw'),
  };
  const progress = new EnricherProgress(project.dataFolder, clock);
  const micro = startMicro({
    consumers,
    passed: (rawNext, signal) => progress.passed(rawNext, signal),
    rawEnd: () => log.state().durableOffset,
    parametersOf: makeParametersOf(),
    columnOf: (kind, key) => columnName(kind, key, parseVersion(key.version).model),
    findSchema: schemaFinder(world),
    clock,
    stop,
  });
  return {
    ...micro,
    async close() {
      await progress.close();
      await Promise.all(Object.values(consumers).map((consumer) => consumer.close()));
    },
  };
}

/** Events of before are not of this run. */
async function openAtEnd(world: RoleWorld, topic: Topic): Promise<LogConsumer> {
  const consumer = await openObserver(world, topic);
  const { durableOffset } = await readLogState(logPlace(world, topic));
  await consumer.seekOffset(durableOffset);
  return consumer;
}

function schemaFinder({ project, files, clock }: RoleWorld): (key: SchemaKey) => Promise<FoundSchema> {
  let opened: Promise<SchemaSources> | undefined;
  return async (key) => {
    opened ??= openSchemas(project, { files, clock, environment: process.env });
    const sources = await opened;
    await sources.project.refresh();
    const misses: Record<string, string> = {};
    for (const source of sources.all) {
      const reading = await source.read(key, AbortSignal.timeout(SCHEMA_LOAD_MS_MAX));
      if (reading.outcome === 'found') return { text: reading.text, misses: {} };
      misses[source.name] = reading.outcome === 'missing' ? 'NotFound' : `${schemaUri(key)}: ${reading.reason}`;
    }
    return { text: undefined, misses };
  };
}
