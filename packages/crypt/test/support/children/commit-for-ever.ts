// Commits batches until it is killed; prints the position after each, and adds a column before every third.
import { column, sealedBatch, TALLIED, talliedLine } from '../batch-builder.ts';
import { openDuckdb } from '../duckdb-under-test.ts';

const folder = process.argv[2] ?? '';
const warehouse = await openDuckdb(folder);
await warehouse.ensureTable('events', TALLIED);
let at = (await warehouse.consumed('enriched', 0))?.nextOffset ?? 0;
process.stdout.write(`open ${at}\n`);
for (; ; at += 10) {
  if (at % 30 === 0) {
    process.stdout.write(`altering ${at}\n`);
    await warehouse.ensureTable('events', [...TALLIED, column(`extra_${at}_${process.pid}`)]);
  }
  const lines = Array.from({ length: 10 }, (_, index) => talliedLine(`e${at + index}`, BigInt(at + index)));
  await warehouse.commit(await sealedBatch(folder, at, at + 10, { lines }));
  process.stdout.write(`stored ${at + 10}\n`);
}
