// Opens every log once as its owner will, before any process reads. After a power cut a durable mark may be older than
// the positions of its readers, which are synced: they would be told that what they have read is not there yet.
import { openLogWriter } from '../adapters/local-log/writer.ts';
import { errorText, isCryptError } from '../kernel/crypt-error.ts';
import { logEvents } from './log-events.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import type { RoleWorld } from './role-world.ts';
import { TOPICS, type Topic } from './topics.ts';

/** Processes of a platform that was killed may still be ending. */
const LOCK_WAIT_MS = 30_000;

/** Makes the durable mark of every topic that of what is on the disk. */
export async function recoverLogs(world: LogWorld & Pick<RoleWorld, 'logger' | 'tell'>): Promise<void> {
  await Promise.all((Object.keys(TOPICS) as Topic[]).map((topic) => recoverTopic(world, topic)));
}

async function recoverTopic(world: Parameters<typeof recoverLogs>[0], topic: Topic): Promise<void> {
  try {
    const onEvent = logEvents(world, topic);
    const writer = await openLogWriter({ ...logPlace(world, topic), lockWaitMs: LOCK_WAIT_MS, onEvent });
    await writer.close();
  } catch (error) {
    // A full disk: the owner tries until there is space, and its readers end and start again.
    if (!isCryptError(error) || error.kind !== 'transient') throw error;
    world.logger.warn('log not recovered', { topic, code: error.code, message: errorText(error) });
  }
}
