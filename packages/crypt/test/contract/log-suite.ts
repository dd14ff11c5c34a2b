// What every log does, whoever keeps it. Parts that need a capability are skipped for an adapter without it.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { LogCapability, LogConsumer, LogRecord } from '../../src/contracts/log.ts';
import { refusal } from '../support/refusal.ts';
import type { LogUnderTest, MakeLog } from './log-under-test.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const texts = (records: readonly LogRecord[]): string[] =>
  records.map((record) => Buffer.from(record.payload).toString());

export function logSuite(name: string, makeLog: MakeLog): void {
  describe(`log contract: ${name}`, () => {
    test('records come back whole, once the append has resolved', async (t) => {
      const { log, writer, consumer } = await start(t, makeLog);
      const payloads = [bytes(''), bytes('one'), Buffer.alloc(70_000, 7)];
      const { count } = await writer.append(payloads, 5);
      equal(count, 3);
      const records = await drain(consumer);
      deepEqual(texts(records).toSorted(), payloads.map(String).toSorted());
      deepEqual([...new Set(records.map((record) => record.keyId))], [5]);
      equal(new Set(records.map((record) => record.id)).size, 3);
      await finish(log, writer, consumer);
    });

    test('a poll keeps to its limits, and one record is given even when it is larger', async (t) => {
      const { log, writer, consumer } = await start(t, makeLog);
      await writer.append(Array.from({ length: 10 }, (_, n) => bytes(`${n}`.repeat(100))));
      equal((await consumer.poll({ recordsMax: 3, bytesMax: 1e6, waitMs: 1000 })).length, 3);
      equal((await consumer.poll({ recordsMax: 100, bytesMax: 1, waitMs: 1000 })).length, 1);
      equal((await drain(consumer)).length, 6);
      await finish(log, writer, consumer);
    });

    test('an empty poll waits, and a signal ends the wait at once', async (t) => {
      const { log, writer, consumer } = await start(t, makeLog);
      deepEqual(await consumer.poll({ recordsMax: 1, bytesMax: 1, waitMs: 10 }), []);
      const signal = AbortSignal.abort();
      deepEqual(await consumer.poll({ recordsMax: 1, bytesMax: 1, waitMs: 86_400_000, signal }), []);
      await finish(log, writer, consumer);
    });

    test('a group goes on where it committed, and another group is on its own', async (t) => {
      const { log, writer, consumer } = await start(t, makeLog);
      equal(await consumer.committed(), undefined);
      await writer.append(['a', 'b', 'c', 'd'].map(bytes));
      const two = await consumer.poll({ recordsMax: 2, bytesMax: 1e6, waitMs: 1000 });
      await consumer.commit(consumer.position);
      await consumer.close();
      const again = await log.consumer('first');
      const rest = await drain(again);
      deepEqual(texts([...two, ...rest]).toSorted(), ['a', 'b', 'c', 'd']);
      const other = await log.consumer('second');
      equal((await drain(other)).length, 4);
      await other.close();
      await finish(log, writer, again);
    });

    test('records that were not committed come again', async (t) => {
      const { log, writer, consumer } = await start(t, makeLog);
      await writer.append([bytes('a')]);
      equal((await drain(consumer)).length, 1);
      await consumer.close();
      const again = await log.consumer('first');
      deepEqual(texts(await drain(again)), ['a']);
      await finish(log, writer, again);
    });

    test('a restart of the writer keeps every record, and appends behind them', async (t) => {
      const { log, writer, consumer } = await start(t, makeLog);
      await Promise.all(Array.from({ length: 20 }, (_, n) => writer.append([bytes(`a${n}`), bytes(`b${n}`)])));
      await writer.close();
      const again = await log.writer();
      await again.append([bytes('last')]);
      equal((await drain(consumer)).length, 41);
      await finish(log, again, consumer);
    });

    test('an undeclared group is refused with the name that was meant', async (t) => {
      const log = await makeLog(t);
      const error = await refusal('LOG_GROUP_UNKNOWN', () => log.consumer('firt'));
      ok(error.hint.includes('"first"'), error.hint);
    });

    test('nothing is appended to a closed log', async (t) => {
      const { writer, consumer } = await start(t, makeLog);
      await consumer.close();
      await writer.close();
      await writer.close();
      await refusal('LOG_CLOSED', () => writer.append([bytes('late')]));
    });

    orderedSuite(makeLog);
    seekSuite(makeLog);
  });
}

function orderedSuite(makeLog: MakeLog): void {
  test('ordered: records arrive in the order of their appends, with offsets and times that never go back', async (t) => {
    const { log, writer, consumer } = await start(t, makeLog);
    if (!has(t, consumer, 'ordered')) return await finish(log, writer, consumer);
    const appended = await Promise.all(
      Array.from({ length: 50 }, (_, n) => writer.append([bytes(`${n}`), bytes(`${n}!`)])),
    );
    const records = await drain(consumer);
    deepEqual(texts(records), Array.from({ length: 50 }, (_, n) => [`${n}`, `${n}!`]).flat());
    if (has(t, consumer, 'seekOffset')) {
      deepEqual(
        appended.map(({ firstOffset }) => firstOffset),
        Array.from({ length: 50 }, (_, n) => n * 2),
      );
      deepEqual(
        records.map(({ offset }) => offset),
        Array.from({ length: 100 }, (_, n) => n),
      );
      equal(writer.endOffset, 100);
    }
    const times = records.map(({ timeMs }) => timeMs);
    deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    return await finish(log, writer, consumer);
  });
}

function seekSuite(makeLog: MakeLog): void {
  test('seekOffset: a consumer reads from where it was placed, and never past the end', async (t) => {
    const { log, writer, consumer } = await start(t, makeLog);
    if (!has(t, consumer, 'seekOffset')) return await finish(log, writer, consumer);
    await writer.append(['a', 'b', 'c'].map(bytes));
    await consumer.seekOffset(1);
    equal(consumer.position, 1);
    deepEqual(texts(await drain(consumer)), ['b', 'c']);
    await consumer.seekOffset(3);
    deepEqual(await consumer.poll({ recordsMax: 1, bytesMax: 1, waitMs: 0 }), []);
    for (const offset of [4, -1, 0.5]) {
      await refusal('LOG_OFFSET_UNKNOWN', () => consumer.seekOffset(offset));
      await refusal('LOG_OFFSET_UNKNOWN', () => consumer.commit(offset));
    }
    equal(consumer.position, 3);
    equal(await consumer.committed(), undefined);
    return await finish(log, writer, consumer);
  });

  test('seekTime: a consumer is placed at the first record that is not older', async (t) => {
    const { log, writer, consumer } = await start(t, makeLog);
    if (!has(t, consumer, 'seekTime')) return await finish(log, writer, consumer);
    const times: number[] = [];
    for (let n = 0; n < 30; n++) {
      times.push((await writer.append([bytes(`${n}`)])).timeMs);
      await log.pass(5);
    }
    for (const n of [0, 1, 14, 29]) {
      await consumer.seekTime(times[n] as number);
      equal(
        texts(await consumer.poll({ recordsMax: 1, bytesMax: 1, waitMs: 0 }))[0],
        `${times.indexOf(times[n] as number)}`,
      );
    }
    await consumer.seekTime((times[29] as number) + 1);
    equal(consumer.position, 30);
    await consumer.seekTime(0);
    equal(consumer.position, 0);
    return await finish(log, writer, consumer);
  });
}

async function start(t: TestContext, makeLog: MakeLog) {
  const log = await makeLog(t);
  const writer = await log.writer();
  return { log, writer, consumer: await log.consumer('first') };
}

async function finish(_: LogUnderTest, writer: { close(): Promise<void> }, consumer: LogConsumer): Promise<void> {
  deepEqual(consumer.damage(), []);
  await consumer.close();
  await writer.close();
}

function has(t: TestContext, consumer: LogConsumer, capability: LogCapability): boolean {
  const there = consumer.capabilities.has(capability);
  if (!there) t.diagnostic(`not offered: ${capability}`);
  return there;
}

async function drain(consumer: LogConsumer): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (;;) {
    const records = await consumer.poll({ recordsMax: 7, bytesMax: 1e6, waitMs: 20 });
    if (records.length === 0) return all;
    all.push(...records);
  }
}
