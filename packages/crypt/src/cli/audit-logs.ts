// The second count of the log, for the balance: read back from the files, by code that shares nothing with the writer.
import { join } from 'node:path';
import { createLogAuditor, type LogAudit, type LogAuditor } from '../adapters/local-log/audit-log.ts';
import { readLogState } from '../adapters/local-log/log-state.ts';
import type { HopCount } from '../contracts/hop-count.ts';
import type { PlatformState } from '../orchestrate/platform-state.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import type { Topic } from './topics.ts';

const AUDITED: readonly Topic[] = ['raw', 'enriched', 'failed', 'repairs'];

/** Keeps what each auditor has counted, so that a run reads only what is new. */
export class LogAudits {
  readonly #world: LogWorld;
  readonly #auditors: readonly { readonly topic: Topic; readonly auditor: LogAuditor }[];

  constructor(world: LogWorld) {
    this.#world = world;
    const root = join(world.project.dataFolder, 'log');
    this.#auditors = AUDITED.map((topic) => ({
      topic,
      auditor: createLogAuditor({ root, address: { topic, partition: 0 }, files: world.files }),
    }));
  }

  async run(state: PlatformState): Promise<void> {
    for (const { topic, auditor } of this.#auditors) {
      state.addLog(await readLogState(logPlace(this.#world, topic)));
      const audit = await auditor.run();
      if (audit !== undefined) state.addHop(toHopCount(topic, audit, this.#world.clock.nowMs()));
    }
  }
}

function toHopCount(topic: Topic, audit: LogAudit, timeMs: number): HopCount {
  const { upToOffset, expected, trimmed, removed, present } = audit;
  const terms = { expected, trimmed, removed, present };
  return { hop: `log:${topic}`, counter: 'audit', timeMs, topic, upToOffset, terms };
}
