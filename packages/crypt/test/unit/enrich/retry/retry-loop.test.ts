import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readEnrichedHead } from '../../../../src/contracts/enriched-event.ts';
import { runEnrich } from '../../../../src/enrich/enrich-loop.ts';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { refusal } from '../../../support/refusal.ts';
import { Life } from '../dying-logs.ts';
import { EID, ETL } from '../make-record.ts';
import { assertAccount, BROKEN, CART, event, MISSING, mixed, RetryWorld, SHOP } from './retry-world.ts';
import { PAGE_VIEW, post, record } from '../make-record.ts';

const COUNTS = { matched: 0, repaired: 0, dropped: 0, stillFailing: 0, tooOld: 0, rows: 0, failedAnew: 0 };

test('what was mended becomes rows under its own origin, and the repairs say so', async () => {
  const world = new RetryWorld(mixed(0), mixed(1));
  await world.live();
  assert.deepEqual([world.logs.enriched.length, world.logs.failed.length], [2, 6]);
  const shop = world.groupOf(0);
  world.mend(SHOP);
  const result = await world.retry([shop]);
  assert.deepEqual(result, { ...COUNTS, matched: 2, repaired: 2, rows: 2, dryRun: false, complete: true, causes: [] });
  assert.deepEqual(world.origins, ['raw/0/0/0', 'raw/0/1/0', 'raw/0/0/1', 'raw/0/1/1']);
  const head = readEnrichedHead(world.logs.enriched[2]?.payload ?? new Uint8Array());
  assert.equal(head.eventId, EID);
  const [one] = world.repairs;
  assert.deepEqual(one, {
    origin: 'raw/0/0/1',
    failedOffset: 0,
    outcome: 'repaired',
    groupBefore: shop,
    failureType: null,
    cause: null,
    group: null,
    schema: null,
    messages: [],
    appId: 'shop',
    split: false,
    rows: { count: 1, hash: BigInt(`0x${head.contentHash}`).toString() },
    failed: { count: 0, hash: '0' },
    dropped: { count: 0, hash: '0' },
    repairedMs: one?.repairedMs,
    judgedBy: ETL,
  });
  assert.equal(world.repairs.length, 2);
  assertAccount(world);
  assert.deepEqual(world.commits, { raw: 2, enriched: 4, failed: 6, repairs: 2, columns: 0 });
});

test('retried twice, nothing is appended the second time', async () => {
  const world = new RetryWorld(mixed(0), mixed(1));
  await world.live();
  world.mend(SHOP, CART);
  const shop = world.groupOf(0);
  assert.equal((await world.retry()).repaired, 4);
  const lengths = [world.logs.enriched.length, world.logs.repairs.length];
  const again = await world.retry();
  assert.deepEqual([again.matched, again.repaired, again.stillFailing], [2, 0, 2]);
  // A group that is known and has nothing open is no mistake.
  assert.equal((await world.retry([shop])).matched, 0);
  assert.deepEqual([world.logs.enriched.length, world.logs.repairs.length], lengths);
  assertAccount(world);
});

test('a dry run judges everything and appends nothing', async () => {
  const world = new RetryWorld(mixed(0));
  await world.live();
  world.mend(SHOP);
  const result = await world.retry('all', true);
  assert.deepEqual(
    { ...result, causes: result.causes.map(({ cause, count, schema }) => [cause, count, schema]) },
    {
      ...COUNTS,
      matched: 3,
      repaired: 1,
      stillFailing: 2,
      rows: 1,
      dryRun: true,
      complete: true,
      causes: [
        ['schema: cannot be used', 1, CART],
        ['p: not a known platform', 1, null],
      ],
    },
  );
  assert.deepEqual([world.logs.enriched.length, world.logs.repairs.length], [1, 0]);
  assert.equal((await world.retry()).repaired, 1);
  assertAccount(world);
});

test('one that fails for another reason moves to its new group, once', async () => {
  const world = new RetryWorld(post([event(SHOP)], {}, 0));
  await world.live();
  const first = world.groupOf(0);
  world.schemas[SHOP] = { state: 'unavailable', reason: 'it did not answer' };
  const moved = await world.retry([first]);
  const [cause] = moved.causes;
  assert.ok(cause && cause.group !== first);
  assert.deepEqual(
    [moved.stillFailing, world.repairs.map(({ outcome, group }) => [outcome, group])],
    [1, [['still_failing', cause.group]]],
  );
  assert.equal((await world.retry([first])).matched, 0, 'it is not in the old group any more');
  assert.equal((await world.retry([cause.group])).stillFailing, 1);
  assert.equal(world.repairs.length, 1, 'the same cause again is no news');
  world.schemas[SHOP] = BROKEN;
  assert.equal((await world.retry([cause.group])).causes[0]?.group, first, 'and back');
  world.mend(SHOP);
  assert.equal((await world.retry([first])).repaired, 1);
  assert.deepEqual(
    world.repairs.map(({ outcome, groupBefore }) => [outcome, groupBefore]),
    [
      ['still_failing', first],
      ['still_failing', cause.group],
      ['repaired', first],
    ],
  );
  assertAccount(world);
});

test('a group that nobody knows is refused, with the nearest and the open ones', async () => {
  const world = new RetryWorld(mixed(0));
  await world.live();
  const shop = world.groupOf(0);
  const near = `${shop.slice(0, -1)}x`;
  world.asks = [{ groups: [near], dryRun: false }];
  await world.live();
  const [error] = world.refusals;
  assert.ok(isCryptError(error, 'RETRY_GROUP_UNKNOWN'));
  const groups = [0, 1, 2].map((offset) => world.groupOf(offset));
  assert.deepEqual(error.params, { group: near, near: shop, groups });
  assert.equal(error.kind, 'user');
});

test('what log:raw does not hold any more is counted as too old, and stays open', async () => {
  const world = new RetryWorld(mixed(0), mixed(1), mixed(2));
  await world.live();
  world.mend(SHOP, CART);
  world.oldest.raw = 1;
  world.gaps.add(2);
  const result = await world.retry();
  assert.deepEqual(
    { ...result, causes: [] },
    {
      ...COUNTS,
      matched: 9,
      repaired: 2,
      stillFailing: 1,
      tooOld: 6,
      rows: 2,
      dryRun: false,
      complete: true,
      causes: [],
    },
  );
  assert.equal((await world.retry()).tooOld, 6);
  assertAccount(world);
});

test('killed at each effect of a retry and started again, each event is a row once and repaired once', async () => {
  let steps = 0;
  let resumed = 0;
  for (let deathAt = 0; ; deathAt++) {
    const world = new RetryWorld(mixed(0, 2, 1), mixed(1, 1, 0), mixed(2, 0, 3));
    await world.live();
    world.mend(SHOP);
    world.schemas[CART] = { state: 'unavailable', reason: 'it did not answer' };
    world.asks = [{ groups: 'all', dryRun: false }];
    const completed = await world.live(new Life(deathAt), deathAt);
    world.asks = [];
    // What was cut off is ended without being asked for.
    assert.equal(await world.live(), true);
    assertAccount(world, `death ${deathAt}`);
    const rows = world.origins.length - 3;
    assert.equal(world.repairs.filter(({ outcome }) => outcome === 'repaired').length, rows, `death ${deathAt}`);
    if (!completed && rows > 0) resumed++;
    await world.retry();
    assert.equal(world.origins.length, 6, `death ${deathAt}`);
    assertAccount(world, `death ${deathAt}`);
    if (completed) break;
    steps++;
  }
  assert.ok(steps > 30 && resumed > 3, `${steps} places to die, ${resumed} of them after a row`);
});

test('killed again and again while events arrive and schemas change, the account stays exact', async () => {
  const shape = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 6 });
  const lives = fc.array(fc.record({ death: fc.nat(60), mends: fc.nat(3), forgets: fc.boolean() }), { maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(shape, lives, fc.nat(), fc.integer({ min: 1, max: 4 }), async (shapes, deaths, seed, perPoll) => {
      const records = shapes.map(([shop, cart], offset) => mixed(offset, shop, cart));
      const world = new RetryWorld(...records.slice(0, 2));
      world.recordsPerPoll = perPoll;
      world.later = records.slice(2);
      world.asks = [{ groups: 'all', dryRun: false }];
      for (const [i, { death, mends, forgets }] of deaths.entries()) {
        const states = [BROKEN, MISSING, { state: 'unavailable', reason: 'r' } as const];
        const state = states[mends];
        if (state === undefined) world.mend(SHOP);
        else world.schemas[i % 2 === 0 ? SHOP : CART] = state;
        await world.live(new Life(death), seed + i);
        if (forgets) world.checkpoint = undefined;
      }
      world.mend(SHOP, CART);
      await world.retry();
      await world.retry();
      const events = shapes
        .slice(0, 2)
        .concat(shapes.slice(2))
        .reduce((sum, [shop, cart]) => sum + 1 + shop + cart, 0);
      assert.equal(world.origins.length, events);
      assert.equal(world.logs.failed.length - (world.checkpoint?.tallies.settled.count ?? 0), shapes.length);
      assertAccount(world);
    }),
    { numRuns: 150 },
  );
});

test('a request that could not be split is split: its events are rows, or failed events of their own', async () => {
  for (let deathAt = 0; ; deathAt++) {
    const world = new RetryWorld(mixed(0), record({}, '{', 1), mixed(2));
    await world.live();
    assert.equal(world.failedOrigins[3], 'raw/0/1/0');
    const good = post([PAGE_VIEW, event(CART), PAGE_VIEW, event(SHOP)], {}, 1);
    world.logs.raw[1] = good;
    world.mend(SHOP);
    const group = world.groupOf(3);
    world.asks = [{ groups: [group], dryRun: false }];
    const completed = await world.live(new Life(deathAt), deathAt);
    world.asks = [];
    await world.live();
    assertAccount(world, `death ${deathAt}`);
    await world.retry([group]);
    assertAccount(world, `death ${deathAt}`);
    const mine = (origin: string): boolean => origin.startsWith('raw/0/1/');
    assert.deepEqual(
      world.origins.filter(mine).toSorted(),
      ['raw/0/1/0', 'raw/0/1/2', 'raw/0/1/3'],
      `death ${deathAt}`,
    );
    assert.deepEqual(world.failedOrigins.filter(mine), ['raw/0/1/0', 'raw/0/1/1']);
    const [repair] = world.repairs;
    assert.deepEqual(
      [repair?.outcome, repair?.split, repair?.rows.count, repair?.failed.count, world.repairs.length],
      ['repaired', true, 3, 1, 1],
    );
    if (completed) break;
  }
});

test('of a request that was split its first event may fail on its own, and is repaired later', async () => {
  for (let deathAt = 0; ; deathAt++) {
    const world = new RetryWorld(record({}, '{', 0));
    await world.live();
    world.logs.raw[0] = post([event(SHOP), PAGE_VIEW, event(CART)], {}, 0);
    await world.retry();
    assert.deepEqual([world.origins, world.failedOrigins], [['raw/0/0/1'], ['raw/0/0/0', 'raw/0/0/2']]);
    const [split] = world.repairs;
    assert.deepEqual([split?.outcome, split?.split, split?.schema], ['still_failing', true, SHOP]);
    world.mend(SHOP, CART);
    world.asks = [{ groups: 'all', dryRun: false }];
    // Nothing was saved since the split: everything is read back.
    world.checkpoint = undefined;
    const completed = await world.live(new Life(deathAt), deathAt);
    world.asks = [];
    await world.live();
    assertAccount(world, `death ${deathAt}`);
    await world.retry();
    assertAccount(world, `death ${deathAt}`);
    assert.deepEqual(world.origins.toSorted(), ['raw/0/0/0', 'raw/0/0/1', 'raw/0/0/2'], `death ${deathAt}`);
    if (completed) break;
  }
});

test('a row whose failed event retention has removed is named by a repair all the same', async () => {
  const world = new RetryWorld(mixed(0, 1, 0));
  await world.live();
  world.mend(SHOP);
  const { onAppend } = world;
  world.onAppend = (topic) => {
    if (topic === 'repairs') throw new TypeError('killed');
  };
  world.asks = [{ groups: 'all', dryRun: false }];
  await assert.rejects(world.live(), /killed/);
  world.asks = [];
  world.onAppend = onAppend;
  world.oldest.failed = 2;
  assert.equal(await world.live(), true);
  const [repair] = world.repairs;
  assert.deepEqual([repair?.failedOffset, repair?.outcome, repair?.origin], [-1, 'repaired', 'raw/0/0/1']);
  assert.deepEqual(world.checkpoint?.tallies.repaired.count, 1);
});

test('failed events that lie twice in the log are repaired once', async () => {
  const world = new RetryWorld(mixed(0), mixed(1));
  await world.live();
  world.checkpoint = undefined;
  for (const failed of world.logs.failed.slice(0, 3))
    world.logs.failed.push({ ...failed, offset: world.logs.failed.length });
  world.mend(SHOP, CART);
  const result = await world.retry();
  assert.deepEqual([result.matched, result.repaired], [6, 4]);
  assert.equal((await world.retry()).repaired, 0);
  assert.equal(world.origins.length, 6);
  assert.deepEqual(
    world.checkpoint && (world.checkpoint as { tallies: { failedTwice: unknown } }).tallies.failedTwice !== undefined,
    true,
  );
});

test('stopped in the midst of a retry, who waits is told, and the next one goes on', async () => {
  const world = new RetryWorld(mixed(0), mixed(1));
  await world.live();
  world.mend(SHOP, CART);
  world.asks = [
    { groups: 'all', dryRun: false },
    { groups: 'all', dryRun: false },
  ];
  world.onAppend = (topic) => {
    if (topic === 'repairs') world.stop.abort();
  };
  assert.equal(await world.live(), true);
  assert.deepEqual(
    world.refusals.map((error) => isCryptError(error, 'RETRY_STOPPED')),
    world.refusals.map(() => true),
  );
  assertAccount(world);
  world.onAppend = () => undefined;
  await world.retry();
  assert.equal(world.origins.length, 6);
});

test('a disk that refuses is waited for, and a stop ends the waiting without a loss', async () => {
  const world = new RetryWorld(mixed(0));
  await world.live();
  world.mend(SHOP);
  const full = (await refusal('RETRY_STOPPED', async () => {
    const options = world.options();
    options.retry.queue.close();
    await options.retry.queue.submit({ groups: 'all', dryRun: false }, new AbortController().signal);
  })) as Error;
  assert.match(full.message, /stopped before the retry ended/);
  let refusals = 0;
  world.asks = [{ groups: 'all', dryRun: false }];
  for (const topic of ['enriched', 'repairs'] as const) {
    world.onAppend = (at) => {
      if (at !== topic) return;
      if (++refusals % 3 === 0) world.stop.abort();
      throw Object.assign(full, { kind: 'transient' });
    };
    assert.equal(await world.live(), true);
  }
  world.onAppend = () => undefined;
  await world.live();
  assert.equal(world.origins.length, 2);
  assertAccount(world);
});

test('an error that time does not heal ends the run, and who waits is told', async () => {
  const world = new RetryWorld(mixed(0));
  await world.live();
  world.mend(SHOP);
  world.asks = [{ groups: 'all', dryRun: false }];
  world.onAppend = () => {
    throw new TypeError('gone');
  };
  world.stop = new AbortController();
  await assert.rejects(runEnrich(world.options()), /gone/);
  assert.ok(isCryptError(world.refusals[0], 'RETRY_STOPPED'));
});
