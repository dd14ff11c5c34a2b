// Asks the enricher how far it is, over its socket. It may be down for a moment: then it is asked again.
import { connectEnricher, type EnricherClient } from '../adapters/local-socket/enricher-client.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import type { EnrichProgress } from '../contracts/enrich-progress.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import type { Clock } from '../kernel/effects.ts';
import { untilAborted } from './until-aborted.ts';

const AGAIN_MS = 50;
const UNKNOWN: EnrichProgress = { rawNext: 0, enrichedNext: 0, failedNext: 0 };

export class EnricherProgress {
  readonly #path: string;
  readonly #clock: Clock;
  #connecting: Promise<EnricherClient | undefined> | undefined;

  constructor(dataFolder: string, clock: Clock) {
    this.#path = socketPath(dataFolder, 'enricher');
    this.#clock = clock;
  }

  /** Waits until the raw records before `rawNext` are dealt with; when `signal` aborts before, `rawNext` of the answer is less. */
  async passed(rawNext: number, signal: AbortSignal): Promise<EnrichProgress> {
    const givenUp = untilAborted(signal).then(() => UNKNOWN);
    while (!signal.aborted) {
      const progress = await this.#ask(rawNext, signal, givenUp);
      if (progress !== undefined) return progress;
      await this.#clock.sleep(AGAIN_MS, signal);
    }
    return UNKNOWN;
  }

  async close(): Promise<void> {
    (await this.#connecting)?.close();
    this.#connecting = undefined;
  }

  async #ask(
    rawNext: number,
    signal: AbortSignal,
    givenUp: Promise<EnrichProgress>,
  ): Promise<EnrichProgress | undefined> {
    // One connection for all who ask at a time.
    const connecting = (this.#connecting ??= connectEnricher(this.#path));
    const forget = (): void => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    };
    const client = await connecting;
    if (client === undefined) {
      forget();
      return undefined;
    }
    try {
      const asked = client.passed(rawNext, signal);
      // Given up, nobody waits for it any more.
      asked.catch(() => undefined);
      return await Promise.race([asked, givenUp]);
    } catch (error) {
      if (!isCryptError(error, 'SOCKET_CLOSED')) throw error;
      forget();
      return undefined;
    }
  }
}
