// The door for events. Loads no database: it starts in a fraction of a second and dies last.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openLogWriter } from '../../adapters/local-log/writer.ts';
import { portOwner } from '../../adapters/node/port-owner.ts';
import type { CollectorConfig } from '../../config/collector-schema.ts';
import type { Project } from '../../config/read-config.ts';
import { startCollector } from '../../collect/start-collector.ts';
import { logEvents } from '../log-events.ts';
import { logPlace } from '../log-place.ts';
import type { RoleWorld } from '../role-world.ts';
import { reportLogs } from '../report-logs.ts';
import { trimForEver } from '../trim-for-ever.ts';
import { untilAborted } from '../until-aborted.ts';
import { webhookDoors } from '../webhook-doors.ts';
import { VERSION } from '../version.ts';

const REPORT_EVERY_MS = 1_000;
const LOCK_WAIT_MS = 30_000;

export async function runCollector(world: RoleWorld): Promise<void> {
  const { project, clock, files, random, logger, stop, tell } = world;
  const config = await collectorConfig(project);
  const webhooks = webhookDoors(project.config.webhooks, process.env);
  const log = await openLogWriter({
    ...logPlace(world, 'raw'),
    lockWaitMs: LOCK_WAIT_MS,
    onEvent: logEvents(world, 'raw'),
  });
  const micro = world.micro ? await (await import('../open-micro.ts')).openMicro(world, log) : undefined;
  const collector = await startCollector({
    config,
    ...(micro === undefined ? {} : { extra: micro.door }),
    webhooks,
    log,
    sinkHealth: () => ({ healthy: true, reason: null }),
    clock,
    random,
    logger,
    freeBytes: () => files.freeBytes(project.dataFolder),
    version: VERSION,
    onCount: (count) => tell({ type: 'hop', count }),
    portOwner: (port) => portOwner(port, logger),
  });
  tell({ type: 'ready', urls: { collector: collector.address.url } });
  const timer = setInterval(() => tell({ type: 'hop', count: collector.cut() }), REPORT_EVERY_MS);
  const reporting = reportLogs(world, [log]);
  const trimming = trimForEver(world, log, 'raw');
  // Following ends with the stop, or fails and takes the role with it.
  await (micro?.run() ?? untilAborted(stop));
  clearInterval(timer);
  await Promise.all([trimming, reporting]);
  await collector.close();
  await micro?.close();
  await log.close();
}

async function collectorConfig(project: Project): Promise<CollectorConfig> {
  const { tls, ...collector } = project.config.collector;
  const read = (path: string): Promise<string> => readFile(resolve(project.folder, path), 'utf8');
  return {
    ...collector,
    port: project.ports.collector,
    tls: tls === null ? null : { certPem: await read(tls.certificateFile), keyPem: await read(tls.keyFile) },
    limits: { ...collector.limits, diskFloorBytes: project.config.disk.floorGigabytes * 1e9 },
  };
}
