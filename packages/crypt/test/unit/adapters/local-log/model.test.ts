import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { auditLog } from '../../../../src/adapters/local-log/audit-log.ts';
import type { LocalLogWriter } from '../../../../src/adapters/local-log/writer.ts';
import { drain, LogBed, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles } from '../../../support/power-cut-files.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

type Command =
  | { readonly do: 'append'; readonly count: number; readonly size: number }
  | { readonly do: 'commit'; readonly share: number }
  | { readonly do: 'read'; readonly share: number }
  | { readonly do: 'trim'; readonly bytesMax: number }
  | { readonly do: 'erase'; readonly which: number }
  | { readonly do: 'rotate' }
  | { readonly do: 'reopen' }
  | { readonly do: 'crash'; readonly power: boolean };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 9 }),
      size: fc.nat(400),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('commit' as const), share }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), share }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const), bytesMax: fc.nat(6000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), power: fc.boolean() }) },
);

/** The model: an array of texts, where it begins, and one committed position. */
class Run {
  readonly bed: LogBed;
  files: PowerCutFiles;
  writer: LocalLogWriter;
  readonly texts: (string | undefined)[] = [];
  oldest = 0;
  committed: number | undefined;

  constructor(bed: LogBed, files: PowerCutFiles, writer: LocalLogWriter) {
    this.bed = bed;
    this.files = files;
    this.writer = writer;
  }

  async perform(command: Command): Promise<void> {
    switch (command.do) {
      case 'append':
        return await this.#append(command.count, command.size);
      case 'commit':
        return await this.#commit(this.#offset(command.share));
      case 'read':
        return await this.#read(this.#offset(command.share));
      case 'trim':
        this.oldest = (await this.writer.trim({ bytesMax: command.bytesMax })).oldestOffset;
        equal(this.oldest <= (this.committed ?? 0), true, 'no group lost what it had not read');
        return;
      case 'erase':
        return await this.#erase(command.which);
      case 'rotate':
        return await this.writer.rotate();
      case 'reopen':
        await this.writer.close();
        this.writer = await this.bed.writer();
        return;
      case 'crash':
        this.files = command.power ? this.files.afterPowerCut() : this.files.afterKill();
        this.bed.files = this.files;
        this.writer = await this.bed.writer();
    }
  }

  async check(): Promise<void> {
    const { endOffset } = this.writer;
    const { oldestOffset, durableOffset, damage, tornBytes } = await this.writer.refreshState();
    deepEqual(
      { endOffset, oldestOffset, durableOffset, damage, tornBytes },
      {
        endOffset: this.texts.length,
        oldestOffset: this.oldest,
        durableOffset: this.texts.length,
        damage: [],
        tornBytes: 0,
      },
    );
    equal((await auditLog(this.bed.place()))?.balanced, true);
    await this.#read(0);
  }

  async #append(count: number, size: number): Promise<void> {
    const texts = Array.from({ length: count }, (_, n) => `${this.texts.length + n}`.padEnd(size, '.'));
    const { firstOffset } = await this.writer.append(texts.map((text) => Buffer.from(text)));
    equal(firstOffset, this.texts.length);
    this.texts.push(...texts);
  }

  async #commit(offset: number): Promise<void> {
    for (const group of this.bed.groups) {
      const consumer = await this.bed.consumer(group);
      await consumer.commit(offset);
      equal(await consumer.committed(), offset);
      await consumer.close();
    }
    this.committed = offset;
  }

  async #read(offset: number): Promise<void> {
    const consumer = await this.bed.consumer('second');
    equal(consumer.position, this.committed ?? this.oldest);
    await consumer.seekOffset(offset);
    const found = (await drain(consumer, 5)).map((record) => [record.offset, textOf(record)]);
    const expected = this.texts
      .map((text, n) => [n, text] as const)
      .filter(([n, text]) => n >= Math.max(offset, this.oldest) && text !== undefined);
    deepEqual(found, expected);
    deepEqual(consumer.damage(), []);
    await consumer.close();
  }

  async #erase(which: number): Promise<void> {
    const sealed = (await this.bed.files.list('/data/raw/0')).filter((name) => name.endsWith('.seg')).slice(0, -1);
    const name = sealed[which % Math.max(1, sealed.length)];
    if (name === undefined) return;
    await this.writer.rewriteSegment(Number(name.slice(0, 20)), ({ offset }) => {
      const keep = offset % 3 !== which % 3;
      if (!keep) this.texts[offset] = undefined;
      return keep;
    });
  }

  #offset(share: number): number {
    return Math.floor(share * this.texts.length);
  }
}

test('the log does what an array would, through crashes, trims and erasure', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 25 }), fc.nat(), async (commands, seed) => {
      const files = new PowerCutFiles(new SeededRandom(seed), { shortWrites: 0.05 });
      const bed = new LogBed(files, seed);
      bed.segmentBytesMax = 1500;
      const run = new Run(bed, files, await bed.writer());
      for (const command of commands) await run.perform(command);
      await run.check();
    }),
    { numRuns: 150 },
  );
});
