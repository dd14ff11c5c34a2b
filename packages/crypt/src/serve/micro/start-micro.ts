// The testing API as a door of the collector: follows what enrich writes, and answers from it.
import type { EnrichProgress } from '../../contracts/enrich-progress.ts';
import type { ExtraDoor } from '../../contracts/extra-door.ts';
import type { LogConsumer } from '../../contracts/log.ts';
import type { Clock } from '../../kernel/effects.ts';
import { MICRO_WAIT_MS_MAX } from '../../kernel/limits.ts';
import { OutputFollower } from './follow-output.ts';
import { handleMicro, MICRO_PREFIX, type MicroContext } from './handle-micro.ts';
import { MicroBuffer } from './micro-buffer.ts';
import { RawRequests } from './raw-requests.ts';

export interface MicroOptions extends Pick<MicroContext, 'rawEnd' | 'parametersOf' | 'columnOf' | 'findSchema'> {
  /** Placed where the run begins. Each is used by this alone. */
  readonly consumers: Readonly<Record<'enriched' | 'failed' | 'rawOfEnriched' | 'rawOfFailed', LogConsumer>>;
  /** Waits until enrich has passed the raw records before an offset; how far it is when `signal` aborts before. */
  readonly passed: (rawNext: number, signal: AbortSignal) => Promise<EnrichProgress>;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

export interface Micro {
  readonly door: ExtraDoor;
  /** Follows the logs until `stop`. @throws what the logs throw. */
  run(): Promise<void>;
}

export function startMicro(options: MicroOptions): Micro {
  const { consumers, clock, stop } = options;
  const buffer = new MicroBuffer(options.rawEnd());
  const good = new OutputFollower('good', consumers.enriched, new RawRequests(consumers.rawOfEnriched), buffer);
  const bad = new OutputFollower('bad', consumers.failed, new RawRequests(consumers.rawOfFailed), buffer);
  // One listener for all: a signal counts them, and warns.
  const waits = new Set<AbortController>();
  stop.addEventListener('abort', () => {
    for (const wait of waits) wait.abort();
  });
  const caughtUp = async (rawEnd: number): Promise<boolean> => {
    const ended = new AbortController();
    waits.add(ended);
    if (stop.aborted) ended.abort();
    void clock.sleep(MICRO_WAIT_MS_MAX, ended.signal).then(() => ended.abort());
    try {
      const { rawNext, enrichedNext, failedNext } = await options.passed(rawEnd, ended.signal);
      if (rawNext < rawEnd) return false;
      const reached = [good.reached(enrichedNext, ended.signal), bad.reached(failedNext, ended.signal)];
      return (await Promise.all(reached)).every(Boolean);
    } finally {
      waits.delete(ended);
      ended.abort();
    }
  };
  const context = { ...options, buffer, caughtUp, nowMs: () => clock.nowMs() };
  return {
    door: { prefix: MICRO_PREFIX, handle: (request) => handleMicro(context, request) },
    run: async () => void (await Promise.all([good.run(stop), bad.run(stop)])),
  };
}
