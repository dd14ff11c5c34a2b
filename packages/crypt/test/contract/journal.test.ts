import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openJournalReader, openJournalWriter } from '../../src/adapters/local-journal/local-journal.ts';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { nodeRandom } from '../../src/adapters/node/node-random.ts';
import type { JournalEntry, JournalReader, JournalWriter } from '../../src/contracts/journal.ts';
import { systemError, PowerCutFiles } from '../support/power-cut-files.ts';
import { HurriedClock } from '../support/fake-clock.ts';
import { refusal } from '../support/refusal.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface JournalUnderTest {
  writer(name: string): Promise<JournalWriter>;
  reader(): JournalReader;
}

const noLock = async () => ({ release: async (): Promise<void> => undefined });

function onMemory(files: PowerCutFiles): JournalUnderTest {
  const common = { root: '/data/journal', files, clock: new HurriedClock(), random: new SeededRandom(2) };
  return {
    writer: (writer) => openJournalWriter({ ...common, writer, lock: noLock }),
    reader: () => openJournalReader(common),
  };
}

async function collect(entries: AsyncIterable<JournalEntry>): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

function journalSuite(
  name: string,
  make: (t: { after(f: () => Promise<void>): void }) => Promise<JournalUnderTest>,
): void {
  describe(`journal contract: ${name}`, () => {
    test('entries come back as they were appended, counted from 0 without holes, over restarts', async (t) => {
      const journal = await make(t);
      const first = await journal.writer('warehouse');
      const written = await Promise.all(
        Array.from({ length: 20 }, (_, n) => first.append('batch.sealed', 1, { n, ids: ['ü', null, true, 1.5] })),
      );
      await first.close();
      const second = await journal.writer('warehouse');
      written.push(await second.append('batch.loaded', 2, {}));
      await second.close();
      deepEqual(
        written.map(({ seq }) => seq),
        Array.from({ length: 21 }, (_, n) => n),
      );
      deepEqual(await collect(journal.reader().read('warehouse', 0)), written);
      deepEqual(await collect(journal.reader().read('warehouse', 18)), written.slice(18));
      deepEqual(await collect(journal.reader().read('warehouse', 21)), []);
    });

    test('writers are on their own, listed by name, and an absent one has no entries', async (t) => {
      const journal = await make(t);
      deepEqual(await journal.reader().writers(), []);
      for (const name of ['portal', 'collector']) {
        const writer = await journal.writer(name);
        equal((await writer.append('process.started', 1, { name })).seq, 0);
        await writer.close();
      }
      deepEqual(await journal.reader().writers(), ['collector', 'portal']);
      deepEqual(
        (await collect(journal.reader().read('portal', 0))).map(({ body }) => body),
        [{ name: 'portal' }],
      );
      deepEqual(await collect(journal.reader().read('nobody', 0)), []);
    });
  });
}

journalSuite('local journal on real files', async (t) => {
  const common = { root: await tempFolder(t as never), files: nodeFiles, clock: nodeClock, random: nodeRandom };
  return {
    writer: (writer) => openJournalWriter({ ...common, writer }),
    reader: () => openJournalReader(common),
  };
});

journalSuite('local journal on simulated files', async () => onMemory(new PowerCutFiles(new SeededRandom(1))));

test('a damaged entry ends the reading; entries behind it are read only when asked for', async () => {
  const files = new PowerCutFiles(new SeededRandom(1));
  const journal = onMemory(files);
  const writer = await journal.writer('warehouse');
  for (let n = 0; n < 3; n++) await writer.append('batch.sealed', 1, { n });
  await writer.close();
  const path = files.paths().find((name) => name.endsWith('.seg')) as string;
  const at = files.peek(path).indexOf('{"n":1}');
  files.peek(path)[at + 5] = 0x32;
  const seen: number[] = [];
  const error = await refusal('JOURNAL_DAMAGED', async () => {
    for await (const { seq } of journal.reader().read('warehouse', 0)) seen.push(seq);
  });
  deepEqual({ seen, params: error.params }, { seen: [0], params: { writer: 'warehouse', seq: 1 } });
  deepEqual(
    (await collect(journal.reader().read('warehouse', 2))).map(({ body }) => body),
    [{ n: 2 }],
  );
});

test('the canonical bytes of an entry are what the contract says', async () => {
  const files = new PowerCutFiles(new SeededRandom(1));
  const writer = await onMemory(files).writer('portal');
  const { timeMs } = await writer.append('run.queued', 3, { b: 1, a: 'x' });
  await writer.close();
  const path = files.paths().find((name) => name.endsWith('.seg')) as string;
  const text = `{"body":{"a":"x","b":1},"seq":0,"ts":${timeMs},"type":"run.queued","version":3,"writer":"portal"}`;
  equal(files.peek(path).includes(text), true);
});

test('an entry that the disk refused leaves its number to the next', async () => {
  const files = new PowerCutFiles(new SeededRandom(1));
  const journal = onMemory(files);
  const writer = await journal.writer('portal');
  files.faults.before = (operation, path): void => {
    if (operation === 'write' && path.endsWith('.seg')) throw systemError('ENOSPC', path);
  };
  await refusal('LOG_FULL', () => writer.append('run.queued', 1, { n: 1 }));
  files.faults.before = (): void => undefined;
  equal((await writer.append('run.queued', 1, { n: 2 })).seq, 0);
  await writer.close();
  deepEqual(
    (await collect(journal.reader().read('portal', 0))).map(({ body }) => body),
    [{ n: 2 }],
  );
});
