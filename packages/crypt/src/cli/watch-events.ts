// `crypt events watch`: on a terminal the newest events in place, elsewhere one line each.
import { makeMask } from '../serve/portal/mask/mask-value.ts';
import type { CliContext } from './context.ts';
import { followEvents, type FollowedRecord } from './follow-events.ts';
import type { LogWorld } from './log-place.ts';
import { isWanted, summariseEvent, type EventSummary, type SummaryFilter } from './summarise-event.ts';

export interface WatchOptions extends SummaryFilter {
  /** Events to show at first, and on a terminal at any time. */
  readonly last: number;
  readonly once: boolean;
  readonly json: boolean;
}

const REDRAW_MS = 100;
const HINT = 'Ctrl-C ends · crypt events failed says what to do about failed ones';

/** Until Ctrl-C. */
export async function watchEvents(world: LogWorld, context: CliContext, options: WatchOptions): Promise<void> {
  const mask = makeMask(world.random);
  const screen = context.terminal && !options.json && !options.once ? new Screen(context, options.last) : undefined;
  const redrawing = screen?.run();
  const follow = {
    topics: options.failedOnly ? (['failed'] as const) : (['enriched', 'failed'] as const),
    last: options.last,
    once: options.once,
    signal: context.interrupted,
  };
  await followEvents(world, follow, (records: readonly FollowedRecord[]) => {
    for (const record of records) {
      const summary = summariseEvent(record, mask);
      if (summary === undefined || !isWanted(summary, options)) continue;
      if (screen !== undefined) screen.add(summary);
      else context.out(`${options.json ? JSON.stringify(summary) : renderSummary(summary)}\n`);
    }
  });
  await redrawing;
}

export function renderSummary({ time, outcome, app, name, about, person, cause, group }: EventSummary): string {
  const what = cause === null ? [about.padEnd(32), person] : [about.padEnd(32), `${cause} (${group ?? ''})`];
  const cells = [time.slice(11, 23), outcome.padEnd(6), app.padEnd(14), name.padEnd(18), ...what];
  return cells.join('  ').trimEnd();
}

/** The newest events, drawn over what was drawn before. Lines are cut to the terminal, or their number could not be told. */
class Screen {
  readonly #context: CliContext;
  readonly #rowsMax: number;
  #newest: EventSummary[] = [];
  #good = 0;
  #failed = 0;
  #drawn = 0;
  #changed = true;

  constructor(context: CliContext, rowsMax: number) {
    this.#context = context;
    this.#rowsMax = rowsMax;
  }

  add(summary: EventSummary): void {
    if (summary.outcome === 'good') this.#good++;
    else this.#failed++;
    this.#newest = [...this.#newest, summary].slice(-this.#rowsMax);
    this.#changed = true;
  }

  async run(): Promise<void> {
    const { clock, interrupted } = this.#context;
    while (!interrupted.aborted) {
      if (this.#changed) this.#draw();
      await clock.sleep(REDRAW_MS, interrupted);
    }
    if (this.#changed) this.#draw();
  }

  #draw(): void {
    const { columns, rows } = this.#context.size();
    const room = Math.max(1, rows - 4);
    const head = `${this.#good} good, ${this.#failed} failed so far. ${HINT}`;
    const lines = [head, '', ...this.#newest.slice(-room).map(renderSummary)].map((line) => line.slice(0, columns - 1));
    const back = this.#drawn === 0 ? '' : `\u001B[${this.#drawn}A`;
    this.#context.out(`${back}\u001B[0J${lines.join('\n')}\n`);
    this.#drawn = lines.length;
    this.#changed = false;
  }
}
