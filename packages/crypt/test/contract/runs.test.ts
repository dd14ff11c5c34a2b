import { journalRuns } from '../../src/adapters/journal-runs/journal-runs.ts';
import { openJournalReader, openJournalWriter } from '../../src/adapters/local-journal/local-journal.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import type { JournalWriter } from '../../src/contracts/journal.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeJournal } from '../support/fake-journal.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { runsSuite } from './runs-suite.ts';

runsSuite({
  name: 'on a journal in memory',
  bed: async () => {
    const clock = new FakeClock();
    const journal = new FakeJournal(clock);
    return {
      open: async (process) => journalRuns(journal.writer(process), journal.reader()),
      later: () => clock.advance(5),
    };
  },
});

runsSuite({
  name: 'on the local journal',
  bed: async (t) => {
    const clock = new FakeClock();
    const common = { root: await tempFolder(t), files: nodeFiles, clock };
    const writers = new Map<string, JournalWriter>();
    t.after(() => Promise.all([...writers.values()].map((writer) => writer.close())));
    return {
      open: async (process) => {
        // A restart: the writer before it is gone.
        await writers.get(process)?.close();
        const writer = await openJournalWriter({ ...common, writer: process, random: new SeededRandom(1) });
        writers.set(process, writer);
        return journalRuns(writer, openJournalReader(common));
      },
      later: () => clock.advance(5),
    };
  },
});
