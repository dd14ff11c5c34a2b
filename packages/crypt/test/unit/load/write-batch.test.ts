import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { EVENT_COLUMNS } from '../../../src/contracts/atomic-columns.ts';
import type { Files } from '../../../src/kernel/effects.ts';
import { DUPLICATE_COLUMNS } from '../../../src/load/duplicate-columns.ts';
import { planBatch } from '../../../src/load/plan-batch.ts';
import { writeBatch, type WrittenBatch } from '../../../src/load/write-batch.ts';
import { hashOf } from '../../support/batch-builder.ts';
import {
  enrichedRecord,
  enrichedRowText,
  eventId,
  signedHash,
  type EventParts,
} from '../../support/enriched-records.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const LOADED = '2023-11-14 22:13:20.000';

async function written(
  t: TestContext,
  events: readonly EventParts[],
  files: Files = nodeFiles,
): Promise<{ batch: WrittenBatch; lines: readonly string[][]; folder: string }> {
  const folder = await tempFolder(t);
  const records = events.map((event, index) => enrichedRecord(event, index));
  const plan = await planBatch(records, undefined, async () => new Map());
  const batch = await writeBatch(files, folder, 'b', plan, (offset) => 1_700_000_000_000 + offset);
  const paths = batch.tables.flatMap((table) => table.files.map((file) => file.path));
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return { batch, lines: texts.map((text) => text.split('\n').slice(0, -1)), folder };
}

test('a row is the bytes of its record, completed with the time of its seal', async (t) => {
  const more = '"page_title":"Ünï \\"q\\" \\\\ }","tr_total":"1.10","txn_id":9007199254740993';
  const events = [
    { id: 1, content: 1, origin: 1, more },
    { id: 2, content: 2, origin: 2 },
  ];
  const { batch, lines, folder } = await written(t, events);
  const expected = events.map(
    (event, index) =>
      `${enrichedRowText(event).slice(0, -1)},"load_tstamp":"${LOADED.replace('.000', `.00${index}`)}"}`,
  );
  assert.deepEqual(lines, [expected]);
  assert.deepEqual(batch, {
    tables: [
      {
        table: 'events',
        columns: EVENT_COLUMNS,
        files: [
          {
            path: join(folder, 'b.events.ndjson'),
            format: 'ndjson',
            rowCount: 2,
            sizeBytes: Buffer.byteLength(expected.join('\n')) + 1,
          },
        ],
      },
    ],
    storedHash: hashOf(expected),
  });
});

test('a natural duplicate is a row of duplicates that points to the stored one', async (t) => {
  const twice = [1, 2].map((origin) => ({ id: 7, content: 3, origin }));
  const { batch, lines } = await written(t, twice);
  const line = `{"event_id":"${eventId(7)}","origin":"raw/0/2/0","stored_origin":"raw/0/1/0","content_hash":${signedHash(3)},"load_tstamp":"${LOADED.replace('.000', '.001')}"}`;
  assert.deepEqual(lines[1], [line]);
  assert.equal(lines[0]?.length, 1);
  assert.deepEqual(
    batch.tables.map(({ table, columns }) => [table, columns]),
    [
      ['events', EVENT_COLUMNS],
      ['duplicates', DUPLICATE_COLUMNS],
    ],
  );
});

// The digits of the hash, of 64-bit integers and of doubles stay as they were sent: nothing of the row is parsed.
test('a synthetic duplicate gets a made id and an entity, and every other byte is kept', async (t) => {
  const more = '"txn_id":9007199254740993,"se_value":1.10,"page_title":"\\"event_id\\":\\"x\\""';
  const events = [
    { id: 7, content: 1, origin: 1 },
    { id: 7, content: 2, origin: 2, more },
  ];
  const { lines } = await written(t, events);
  const line = lines[0]?.[1] ?? '';
  const made = /"event_id":"([^"]*)"/.exec(line)?.[1] ?? '';
  assert.notEqual(made, eventId(7));
  const entity = `{"schema":"iglu:com.snowplowanalytics.snowplow/duplicate/jsonschema/1-0-0","data":{"originalEventId":"${eventId(7)}"}}`;
  const contexts = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[${entity}]}`;
  const kept = enrichedRowText(events[1] as EventParts).replace(eventId(7), made);
  const time = LOADED.replace('.000', '.001');
  assert.equal(line, `${kept.slice(0, -1)},"derived_contexts":${JSON.stringify(contexts)},"load_tstamp":"${time}"}`);
  assert.match(line, new RegExp(`"content_hash":${signedHash(2)},"txn_id":9007199254740993,"se_value":1.10,`));
});

test('the entity of a synthetic duplicate joins those that the row has', async (t) => {
  const ua = { schema: 'iglu:com.acme/ua/jsonschema/1-0-0', data: { name: 'a "q" \\ b' } };
  const derived = JSON.stringify({ schema: 'iglu:x/contexts/jsonschema/1-0-1', data: [ua] });
  const more = `"derived_contexts":${JSON.stringify(derived)},"page_title":"after $& $1"`;
  const { lines } = await written(t, [
    { id: 7, content: 1, origin: 1 },
    { id: 7, content: 2, origin: 2, more },
  ]);
  const row = JSON.parse(lines[0]?.[1] ?? '') as Record<string, string>;
  const duplicate = {
    schema: 'iglu:com.snowplowanalytics.snowplow/duplicate/jsonschema/1-0-0',
    data: { originalEventId: eventId(7) },
  };
  assert.deepEqual(JSON.parse(row['derived_contexts'] ?? ''), {
    schema: 'iglu:x/contexts/jsonschema/1-0-1',
    data: [ua, duplicate],
  });
  assert.equal(row['page_title'], 'after $& $1');
});

/** Files whose handles take `bytesMax` bytes in one write. */
function slow(bytesMax: number): Files {
  return {
    ...nodeFiles,
    open: async (path, mode) => {
      const handle = await nodeFiles.open(path, mode);
      return {
        ...handle,
        write: (buffer, offset, length, position) =>
          bytesMax === 0 ? Promise.resolve(0) : handle.write(buffer, offset, Math.min(length, bytesMax), position),
      };
    },
  };
}

test('short writes are continued, and a disk that takes nothing is a broken invariant', async (t) => {
  const events = [{ id: 1, content: 1, origin: 1 }];
  const whole = await written(t, events);
  assert.deepEqual((await written(t, events, slow(7))).lines, whole.lines);
  await refusal('KERNEL_INVARIANT', () => written(t, events, slow(0)));
});
