import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildForEver, type BuildOptions, type BuildOutcome } from '../../../src/cli/build-models.ts';
import { HurriedClock } from '../../support/fake-clock.ts';

interface Seen {
  readonly notices: string[];
  readonly builtAtMs: number[];
}

/** @param rows what the loader has stored at each look. @param outcomes of the builds, in order. */
async function watch(
  rows: readonly number[],
  outcomes: readonly BuildOutcome[],
  config: { everyMinutes: number | null; hasProject?: boolean },
): Promise<Seen> {
  const seen: Seen = { notices: [], builtAtMs: [] };
  const clock = new HurriedClock();
  const ended = new AbortController();
  let look = 0;
  const status = () => {
    const count = rows[look++];
    if (count === undefined) ended.abort();
    return { hops: [{ hop: 'load', counter: 'process', terms: { stored: { count: count ?? 0, hash: '0' } } }] };
  };
  const options = {
    project: { folder: '/p', dataFolder: '/d', config: { models: { everyMinutes: config.everyMinutes } } },
    environment: {},
    files: { stat: async () => (config.hasProject === false ? undefined : {}) },
    clock,
    logger: { info: () => undefined },
    status,
    notice: (text: string) => void seen.notices.push(text),
  } as unknown as BuildOptions;
  const startMs = clock.monotonicMs();
  await buildForEver(options, ended.signal, async () => {
    seen.builtAtMs.push(clock.monotonicMs() - startMs);
    return outcomes[seen.builtAtMs.length - 1] ?? { code: 0, said: '' };
  });
  return seen;
}

const GOOD = { code: 0, said: '' };

test('it builds when there are rows, when more came, and not more often than it was told', async () => {
  const { builtAtMs } = await watch([0, 0, 5, 5, 5, 9, 9], [], { everyMinutes: 1 });
  assert.equal(builtAtMs.length, 2);
  const [first = 0, second = 0] = builtAtMs;
  assert.ok(first >= 4_000 && second - first >= 60_000, builtAtMs.join(' '));
});

test('a build that fails is a notice with its reason, and is withdrawn by the next that does not', async () => {
  const said =
    '12:00:01  1 of 2 OK created\n12:00:02  2 of 2 ERROR creating sql table model main.t\n12:00:02  Done. PASS=1 ERROR=1';
  const { notices } = await watch([5, 7], [{ code: 1, said }, GOOD], { everyMinutes: 0.5 });
  assert.deepEqual(notices, [
    'The models could not all be built: 2 of 2 ERROR creating sql table model main.t See all of it: crypt build',
    '',
  ]);
});

test('nothing is built when it is off, and a missing project is a notice', async () => {
  assert.deepEqual(await watch([5], [], { everyMinutes: null }), { notices: [], builtAtMs: [] });
  const { notices, builtAtMs } = await watch([5], [], { everyMinutes: 1, hasProject: false });
  assert.match(notices[0] ?? '', /no dbt_project\.yml beside crypt\.yml/);
  assert.deepEqual(builtAtMs, []);
});
