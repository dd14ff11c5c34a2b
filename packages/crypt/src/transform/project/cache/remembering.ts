import type { Findings } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { RenderCache } from './render-cache.ts';

/**
 * Fills findings from the cache, or by `render`, whose result is then kept when it is worth it.
 *
 * @param render tells whether what it did should be kept.
 */
export function remember(
  cache: RenderCache | undefined,
  key: readonly string[],
  findings: Findings,
  world: ParseWorld,
  render: () => boolean,
): void {
  if (cache === undefined) {
    render();
    return;
  }
  const { session } = world;
  const all = session.outsideReads;
  const name = cache.keyOf(...key);
  if (cache.recall(name, findings, all)) return;
  session.outsideReads = new Map();
  const errorCount = world.problems.errors.length + world.problems.warnings.length;
  try {
    const isWorthIt = render();
    // What was told of has to be told again the next time.
    const isQuiet = world.problems.errors.length + world.problems.warnings.length === errorCount;
    if (isWorthIt && isQuiet) cache.keep(name, findings, session.outsideReads);
  } finally {
    for (const [variable, value] of session.outsideReads) all.set(variable, value);
    session.outsideReads = all;
  }
}
