// Runs in its own process, which the loss of an engine may poison: prints one line of JSON of what it saw.
import { isCryptError } from '../../../src/kernel/crypt-error.ts';
import { column } from '../batch-builder.ts';
import { openDuckdb } from '../duckdb-under-test.ts';

const folder = process.argv[2] ?? '';
const lost: string[] = [];
const warehouse = await openDuckdb(folder, (error) => void lost.push(error.code));
await warehouse.ensureTable('events', [column('id')]);
const session = await warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: false });
const limits = { rowsMax: 10, deadlineMs: 10_000 };

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return isCryptError(error) ? `${error.code} ${error.kind}` : String(error);
  }
}

const seen = {
  statement: await codeOf(() => session.query('ALTER TABLE landing.events ADD COLUMN x.y INTEGER', [], limits)),
  lostByStatement: [...lost],
  next: await codeOf(() => session.query('SELECT * FROM landing.events', [], limits)),
  consumed: await codeOf(() => warehouse.consumed('enriched', 0)),
  lookup: await codeOf(() => warehouse.lookup('events', 'id', ['a'], ['id'])),
  lost,
};
process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.kill(process.pid, 'SIGKILL'));
