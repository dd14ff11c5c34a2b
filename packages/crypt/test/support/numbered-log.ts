// A log whose records tell their number, so that one can say of each whether it was sent, and whether it is whole.
import { openLogConsumer } from '../../src/adapters/local-log/consumer.ts';
import { openLogWriter } from '../../src/adapters/local-log/writer.ts';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { nodeRandom } from '../../src/adapters/node/node-random.ts';
import type { LogDamage } from '../../src/contracts/log.ts';
import { drain } from './log-bed.ts';

export const ADDRESS = { topic: 'raw', partition: 0 };
/** Small, so that a round comes to several changes of the segment. */
export const SEGMENT_BYTES = 128 * 1024;

/** From a few bytes to more than a page. */
export function numberedPayload(n: number): Buffer {
  return Buffer.from(`${n}:${'x'.repeat((n * 7919) % 6000)}`);
}

export interface NumberedLog {
  /** Number of each record by its offset; NaN for one that is not whole. */
  readonly numbers: ReadonlyMap<number, number>;
  readonly damage: readonly LogDamage[];
}

/** Recovers the log as a starting process would, and reads all of it. */
export async function recoverNumbered(root: string): Promise<NumberedLog> {
  const place = { root, address: ADDRESS, files: nodeFiles, clock: nodeClock, groups: ['check'] };
  const writer = await openLogWriter({ ...place, random: nodeRandom, segmentBytesMax: SEGMENT_BYTES });
  await writer.close();
  const consumer = await openLogConsumer({ ...place, group: 'check' });
  try {
    const numbers = new Map<number, number>();
    for (const { offset, payload } of await drain(consumer)) {
      const n = Number.parseInt(Buffer.from(payload).toString('latin1'), 10);
      numbers.set(offset, numberedPayload(n).equals(payload) ? n : Number.NaN);
    }
    return { numbers, damage: [...writer.state().damage, ...consumer.damage()] };
  } finally {
    await consumer.close();
  }
}
