// Appends until the disk has it. A full disk or a busy log is a matter of time; enrich waits, since the raw log keeps
// everything meanwhile.
import type { LogWriter } from '../contracts/log.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import type { Clock, Logger, Random } from '../kernel/effects.ts';
import { ENRICH_APPEND_BYTES_MAX, ENRICH_RETRY_MS_MAX } from '../kernel/limits.ts';

export interface AppendEffects {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

const FIRST_RETRY_MS = 50;

/**
 * Appends the lines in order and returns the offset after the last one; undefined when `signal` ended the waiting.
 * `next` is the offset after everything before. Errors that time does not heal are thrown.
 */
export async function appendAll(
  writer: LogWriter,
  lines: readonly Uint8Array[],
  next: number,
  effects: AppendEffects,
): Promise<number | undefined> {
  let after = next;
  for (const slice of slices(lines)) {
    const appended = await appendSlice(writer, slice, effects);
    if (appended === undefined) return undefined;
    after = appended;
  }
  return after;
}

function* slices(lines: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let start = 0;
  let sizeBytes = 0;
  for (const [i, line] of lines.entries()) {
    if (i > start && sizeBytes + line.length > ENRICH_APPEND_BYTES_MAX) {
      yield lines.slice(start, i);
      start = i;
      sizeBytes = 0;
    }
    sizeBytes += line.length;
  }
  if (start < lines.length) yield lines.slice(start);
}

async function appendSlice(
  writer: LogWriter,
  lines: readonly Uint8Array[],
  { clock, random, signal, logger }: AppendEffects,
): Promise<number | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      const { firstOffset, count } = await writer.append(lines);
      return firstOffset + count;
    } catch (error) {
      if (!isCryptError(error) || error.kind !== 'transient') throw error;
      const waitMs = retryMs(attempt, random);
      logger.warn('enrich.append_refused', { topic: writer.address.topic, code: error.code, attempt, waitMs });
      await clock.sleep(waitMs, signal);
      if (signal.aborted) return undefined;
    }
  }
}

/** Doubles up to the longest wait; half of it is chance, so that processes do not come back together. */
function retryMs(attempt: number, random: Random): number {
  const fullMs = Math.min(ENRICH_RETRY_MS_MAX, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10));
  const chance = (random.bytes(1)[0] ?? 0) / 256;
  return Math.round(fullMs / 2 + (fullMs / 2) * chance);
}
