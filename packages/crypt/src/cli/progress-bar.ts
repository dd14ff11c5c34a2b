// Progress on standard error: a bar that redraws on a terminal, else a line every few seconds.
import type { CliContext } from './context.ts';

const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 30;

export interface ProgressBar {
  update(done: number, total: number): void;
  end(): void;
}

export function progressBar(context: CliContext, what: string): ProgressBar {
  const startedMs = context.clock.monotonicMs();
  let saidMs = startedMs;
  let drawn = false;
  return {
    update(done, total) {
      const nowMs = context.clock.monotonicMs();
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const rate = Math.round(done / Math.max(0.001, (nowMs - startedMs) / 1000));
      const left = rate === 0 ? '' : `, ${Math.ceil((total - done) / rate)} s left`;
      const text = `${what} ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}, ${rate.toLocaleString('en-US')}/s${left}`;
      if (context.terminal) {
        const filled = Math.round(share * BAR_WIDTH);
        context.note(`\r\u001B[K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${text}`);
        drawn = true;
      } else if (nowMs - saidMs >= LINE_EVERY_MS) {
        saidMs = nowMs;
        context.note(`${text}\n`);
      }
    },
    end() {
      if (drawn) context.note('\n');
    },
  };
}
