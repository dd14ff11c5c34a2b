import { join, resolve } from 'node:path';
import { openDuckdbWarehouse } from '../../adapters/duckdb/duckdb-warehouse.ts';
import { openLogWriter } from '../../adapters/local-log/writer.ts';
import { nodeRandom } from '../../adapters/node/node-random.ts';
import { readLiveOwner, takeOwnerLock } from '../../adapters/node/owner-lock.ts';
import { openDataFolder } from '../../config/data-folder.ts';
import { readProject, type Project } from '../../config/read-config.ts';
import type { LandingCut } from '../../contracts/warehouse.ts';
import { loadToEnd } from '../../load/load-loop.ts';
import type { CliContext, Command } from '../context.ts';
import { fail } from '../errors.ts';
import { lineLogger } from '../line-logger.ts';
import { logPlace } from '../log-place.ts';
import { openLoadTopics } from '../load-topics.ts';
import { openJournal } from '../open-journal.ts';
import { progressBar } from '../progress-bar.ts';
import { quarantineLanding } from '../quarantine-landing.ts';
import { recoverLogs } from '../recover-logs.ts';
import { warehouseOptions } from '../warehouse-options.ts';

const LOCK_WAIT_MS = 5_000;

export const restore: Command = async (context, args) => {
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  const pid = await readLiveOwner(project.dataFolder);
  if (pid !== undefined) throw fail('CLI_NEEDS_DOWN', { command: 'restore', pid });
  await openDataFolder(project.dataFolder, context.files);
  const platform = await takeOwnerLock(project.dataFolder, context.clock, 0);
  const folder = join(project.dataFolder, 'warehouse');
  await context.files.makeFolder(folder);
  const lock = await takeOwnerLock(folder, context.clock, LOCK_WAIT_MS);
  try {
    const moved = await quarantineLanding(context.files, folder, context.clock.nowMs());
    if (moved.length > 0) context.note(`The landing as it was is kept: ${moved.join(', ')}\n`);
    const startedMs = context.clock.monotonicMs();
    const cut = await loadEverything(project, context);
    const rows = cut?.present.count ?? 0;
    const checksum = cut?.present.hash ?? '0';
    const seconds = Math.round((context.clock.monotonicMs() - startedMs) / 100) / 10;
    if (args.json)
      context.out(`${JSON.stringify({ rows, checksum, upToOffset: cut?.consumed.nextOffset ?? 0, seconds, moved })}\n`);
    else context.out(`landing.events: ${rows.toLocaleString('en-US')} rows, checksum ${checksum}, in ${seconds} s.\n`);
  } finally {
    await lock.release();
    await platform.release();
  }
  return 0;
};

async function loadEverything(project: Project, context: CliContext): Promise<LandingCut | undefined> {
  const { clock, files } = context;
  const world = { project, files, clock, random: nodeRandom };
  const warehouse = await openDuckdbWarehouse({ ...warehouseOptions(project), onLost: () => undefined });
  const logger = lineLogger(() => undefined, clock);
  await recoverLogs({ ...world, logger, tell: () => undefined });
  const journal = await openJournal(world, 'restore');
  const seals = await openLogWriter({ ...logPlace(world, 'batches'), lockWaitMs: LOCK_WAIT_MS });
  const topics = await openLoadTopics({ ...world, logger }, warehouse, seals);
  try {
    for (const { topic, ...loader } of topics.loaders) {
      const bar = progressBar(context, topic === 'enriched' ? 'events' : topic);
      const end = await loader.logEnd();
      const signal = context.interrupted;
      await loadToEnd({ ...loader, signal, onCount: () => undefined, onBatch: ({ to }) => bar.update(to, end) });
      bar.end();
    }
    const cut = await warehouse.cut('enriched', 0, 'events');
    await journal.append('landing.restored', 1, { rows: cut?.present.count ?? 0, checksum: cut?.present.hash ?? '0' });
    await warehouse.checkpoint();
    return cut;
  } finally {
    await topics.close();
    await Promise.all([seals.close(), journal.close()]);
    await warehouse.close();
  }
}
