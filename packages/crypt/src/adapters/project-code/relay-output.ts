// What the project's code prints, as lines of ours. It may print without end, so lines are short and few, and the others
// are counted; they are read all the same, or the code would wait for us.
import type { Readable } from 'node:stream';
import type { Clock, Logger } from '../../kernel/effects.ts';
import { PROJECT_OUTPUT_CHARS_MAX, PROJECT_OUTPUT_LINES_MAX } from '../../kernel/limits.ts';

const WINDOW_MS = 1_000;
const LINE_FEED = 10;
/** A character has at most four bytes in UTF-8. */
const KEPT_BYTES_MAX = 4 * PROJECT_OUTPUT_CHARS_MAX;

/** Logs `project.output` for each line, and `project.output_dropped` with the count of those left out. */
export function relayOutput(stream: Readable, name: 'stdout' | 'stderr', clock: Clock, logger: Logger): void {
  let line: Buffer[] = [];
  let keptBytes = 0;
  let windowMs = Number.NEGATIVE_INFINITY;
  let shown = 0;
  let dropped = 0;
  const endLine = (): void => {
    if (shown >= PROJECT_OUTPUT_LINES_MAX) dropped++;
    else {
      shown++;
      const text = Buffer.concat(line).toString('utf8').slice(0, PROJECT_OUTPUT_CHARS_MAX);
      logger.info('project.output', { stream: name, text });
    }
    line = [];
    keptBytes = 0;
  };
  const tellDropped = (): void => {
    if (dropped > 0) logger.warn('project.output_dropped', { stream: name, lines: dropped });
    dropped = 0;
  };
  stream.on('data', (chunk: Buffer) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - windowMs >= WINDOW_MS) {
      tellDropped();
      windowMs = nowMs;
      shown = 0;
    }
    for (let from = 0; from < chunk.length;) {
      const feed = chunk.indexOf(LINE_FEED, from);
      const to = feed === -1 ? chunk.length : feed;
      // Copied: a view would keep the whole chunk.
      const kept = Buffer.from(chunk.subarray(from, Math.min(to, from + KEPT_BYTES_MAX - keptBytes)));
      if (kept.length > 0) line.push(kept);
      keptBytes += kept.length;
      if (feed !== -1) endLine();
      from = to + 1;
    }
  });
  stream.on('close', () => {
    if (line.length > 0) endLine();
    tellDropped();
  });
}
