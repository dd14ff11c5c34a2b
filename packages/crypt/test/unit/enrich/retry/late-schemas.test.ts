import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailedEvent } from '../../../../src/contracts/failed-event.ts';
import { SCHEMA_MISSING, SCHEMA_UNAVAILABLE } from '../../../../src/enrich/judge-data.ts';
import { groupsWaitingFor, LateSchemas } from '../../../../src/enrich/retry/late-schemas.ts';
import { RepairStates } from '../../../../src/enrich/retry/repair-states.ts';
import type { SchemaEntry } from '../../../../src/schemas/find-schema.ts';
import { LATE_SCHEMAS_MAX, LATE_SCHEMAS_MS, LATE_SCHEMAS_PER_ASK_MAX } from '../../../../src/kernel/limits.ts';
import { failedLog } from '../../../support/failed-log.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { makeRepair } from '../../../support/make-repair.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { openSchemas } from '../../../support/fake-schemas.ts';
import { CART, event, MISSING, RetryWorld, SHOP } from './retry-world.ts';
import { post } from '../make-record.ts';

const NEVER = new AbortController().signal;

class Rig {
  readonly entries: Record<string, SchemaEntry> = {};
  readonly asked: (readonly string[])[] = [];
  readonly clock = new ManualClock();
  readonly states = new RepairStates();
  changes = 0;
  load: () => Promise<void> = async () => undefined;
  readonly late: LateSchemas;

  constructor() {
    const load = async (uris: readonly string[]): Promise<void> => {
      this.asked.push(uris);
      await this.load();
    };
    const schemas = { ...openSchemas(this.entries), load, changes: () => this.changes };
    this.late = new LateSchemas(schemas, this.states, this.clock);
  }

  /** Turns until nothing is due; the schemas that became known. */
  async work(log = new FakeLog('failed')): Promise<readonly (readonly [string, number])[]> {
    const known: (readonly [string, number])[] = [];
    const scanner = log.consumer('retry', { recordsMax: 2 });
    for (let turns = 0; ; turns++) {
      assert.ok(turns < 10_000, 'it comes to an end');
      // Answers of a source come between turns.
      await new Promise((resolve) => setImmediate(resolve));
      if (!this.late.isDue) break;
      const found = await this.late.turn(scanner, log.endOffset, NEVER);
      known.push(...found.map(({ uri, from }) => [uri, from] as const));
    }
    return known;
  }
}

function waits(raw: number, schema: string, cause = SCHEMA_MISSING): Partial<FailedEvent> {
  return { origin: `raw/0/${raw}/0`, cause, schema };
}

test('what waits is found in log:failed, once, with its first offset', async () => {
  const rig = new Rig();
  for (const uri of [SHOP, CART]) rig.entries[uri] = MISSING;
  const log = failedLog([
    { origin: 'raw/0/0/0', cause: 'another', schema: SHOP },
    waits(1, CART),
    waits(2, SHOP, SCHEMA_UNAVAILABLE),
    waits(3, CART),
    { origin: 'raw/0/4/0', params: { cause: SCHEMA_MISSING, schema: 'iglu:com.evil/x/jsonschema/1-0-0' } },
  ]);
  assert.deepEqual(await rig.work(log), []);
  assert.deepEqual(rig.asked, [[CART, SHOP]]);
  delete rig.entries[SHOP];
  rig.clock.advance(LATE_SCHEMAS_MS - 1);
  assert.deepEqual(await rig.work(log), [], 'not before its time');
  rig.clock.advance(1);
  assert.deepEqual(await rig.work(log), [[SHOP, 2]]);
  assert.deepEqual(rig.late.waiting, [CART], 'what is known is not waited for');
  delete rig.entries[CART];
  rig.changes++;
  assert.deepEqual(await rig.work(log), [[CART, 1]], 'at once when something changed');
  assert.deepEqual(rig.asked, [[CART, SHOP], [CART, SHOP], [CART]]);
});

test('what is settled or has moved does not wait; what moved to waiting does', async () => {
  const rig = new Rig();
  for (const uri of [SHOP, CART]) rig.entries[uri] = MISSING;
  rig.states.take(makeRepair({ failedOffset: 0 }));
  const moved = makeRepair({
    failedOffset: 1,
    outcome: 'still_failing',
    group: '00000000aa',
    cause: 'c',
    schema: SHOP,
  });
  rig.states.take(moved);
  rig.late.take(moved);
  rig.late.take(makeRepair({ ...moved, failedOffset: 9, cause: SCHEMA_MISSING, schema: CART }));
  await rig.work(failedLog([waits(0, SHOP), waits(1, SHOP)]));
  assert.deepEqual(rig.late.waiting, [CART]);
});

test('a source that takes long holds nobody up, and one that breaks is told', async () => {
  const rig = new Rig();
  rig.late.waitFor(SHOP, 0);
  let answer: () => void = () => undefined;
  rig.load = () => new Promise((resolve) => (answer = resolve));
  assert.deepEqual(await rig.work(), []);
  rig.clock.advance(10 * LATE_SCHEMAS_MS);
  assert.equal(rig.late.isDue, false, 'one question at a time');
  answer();
  assert.deepEqual((await rig.work())[0], [SHOP, 0]);
  rig.late.waitFor(SHOP, 0);
  rig.load = () => Promise.reject(new TypeError('broken'));
  rig.clock.advance(LATE_SCHEMAS_MS);
  await assert.rejects(rig.work(), /broken/);
});

test('of very many schemas those with the fewest events are forgotten, and a few are asked for at a time', async () => {
  const rig = new Rig();
  const uri = (i: number): string => `iglu:com.acme/x${i}/jsonschema/1-0-0`;
  rig.late.waitFor(SHOP, 5);
  rig.late.waitFor(SHOP, 4);
  for (let i = 0; i < 3 * LATE_SCHEMAS_MAX; i++) {
    rig.entries[uri(i)] = MISSING;
    rig.late.waitFor(uri(i), i);
  }
  assert.equal(rig.late.waiting.length, LATE_SCHEMAS_MAX);
  assert.ok(rig.late.waiting.includes(SHOP));
  rig.entries[SHOP] = MISSING;
  const rounds = LATE_SCHEMAS_MAX / LATE_SCHEMAS_PER_ASK_MAX;
  for (let round = 0; round < rounds; round++) {
    await rig.work();
    rig.clock.advance(LATE_SCHEMAS_MS);
  }
  assert.deepEqual([new Set(rig.asked.flat()).size, rig.asked.length], [LATE_SCHEMAS_MAX, rounds], 'all in turn');
  delete rig.entries[SHOP];
  rig.late.waitFor('iglu:com.acme/y/jsonschema/1-0-0', 77);
  const known = new Map([await rig.work()].flat());
  for (let round = 0; round < rounds + 1 && known.size < 2; round++) {
    rig.clock.advance(LATE_SCHEMAS_MS);
    for (const [found, from] of await rig.work()) known.set(found, from);
  }
  assert.equal(known.get(SHOP), 4);
  assert.equal(known.get('iglu:com.acme/y/jsonschema/1-0-0'), 0, 'it may have been among the forgotten');
});

test('the groups of a schema are those of its two causes', () => {
  const [missing, unavailable] = groupsWaitingFor(SHOP);
  assert.ok(missing !== undefined && unavailable !== undefined && missing !== unavailable);
});

test('a schema that comes late repairs its events by itself, and says so for an hour', async () => {
  const world = new RetryWorld(post([event(SHOP), event(CART), event(CART)], {}, 0));
  world.schemas[SHOP] = MISSING;
  world.schemas[CART] = MISSING;
  await world.live();
  assert.deepEqual([world.origins, world.failedOrigins.length], [[], 3]);
  world.mend(CART);
  // The start asks at once.
  await world.live();
  assert.deepEqual(world.origins, ['raw/0/0/1', 'raw/0/0/2']);
  assert.deepEqual(world.notices, [[`repaired:${CART}`, `2 events of ${CART} were repaired.`]]);
  const line = world.logger.lines.find(({ event: what }) => what === 'enrich.late_schema');
  assert.deepEqual(line?.fields, { schema: CART, repaired: 2 });
  // While it runs it asks every minute, and takes the notice back.
  world.notices.length = 0;
  world.msPerPoll = LATE_SCHEMAS_MS / 2;
  world.later = Array.from({ length: 130 }, (_, i) => post([{}], {}, i + 1));
  setImmediate(() => setImmediate(() => setImmediate(() => world.mend(SHOP))));
  await world.live();
  assert.deepEqual(world.notices, [
    [`repaired:${SHOP}`, `1 event of ${SHOP} was repaired.`],
    [`repaired:${SHOP}`, ''],
  ]);
  assert.equal(world.origins.length, 3);
});

test('one of two schemas that come late moves its event to the other', async () => {
  const both = JSON.stringify({
    schema: 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0',
    data: [{ schema: CART, data: {} }],
  });
  const world = new RetryWorld(post([event(SHOP, { co: both })], {}, 0));
  for (const uri of [SHOP, CART]) world.schemas[uri] = MISSING;
  await world.live();
  world.mend(SHOP);
  await world.live();
  assert.deepEqual([world.origins, world.repairs.map(({ schema }) => schema)], [[], [CART]]);
  world.mend(CART);
  await world.live();
  assert.deepEqual([world.origins, world.repairs.at(-1)?.outcome], [['raw/0/0/0'], 'repaired']);
});
