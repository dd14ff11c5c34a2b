import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { STORED_COLUMNS } from '../../../src/load/stored-columns.ts';
import { ATOMIC_COLUMNS } from '../../../src/contracts/atomic-columns.ts';
import { encodeEnrichedEvent, SET_DIGITS } from '../../../src/contracts/enriched-event.ts';
import { SHARD_COLUMNS, shardOf } from '../../../src/contracts/nested-column.ts';
import type { Files } from '../../../src/kernel/effects.ts';
import { DUPLICATE_COLUMNS } from '../../../src/load/duplicate-columns.ts';
import { planBatch } from '../../../src/load/plan-batch.ts';
import { writeBatch, type WrittenBatch } from '../../../src/load/write-batch.ts';
import { hashOf } from '../../support/batch-builder.ts';
import {
  contentHash,
  enrichedRecord,
  enrichedRowText,
  eventId,
  signedHash,
  type EventParts,
} from '../../support/enriched-records.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const DUPLICATE = 'contexts_com_snowplowanalytics_snowplow_duplicate_1';
const SHARD = `sd_${shardOf(DUPLICATE)}`;
const LOADED = '2023-11-14 22:13:20.000';

async function written(
  t: TestContext,
  events: readonly EventParts[],
  files: Files = nodeFiles,
): Promise<{ batch: WrittenBatch; lines: readonly string[][]; folder: string }> {
  const folder = await tempFolder(t);
  const records = events.map((event, index) => enrichedRecord(event, index));
  const plan = await planBatch(records, undefined, async () => new Map());
  const batch = await writeBatch(files, folder, plan, { id: 'b', loadMsOf: (offset) => 1_700_000_000_000 + offset });
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
        columns: STORED_COLUMNS,
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
      ['events', STORED_COLUMNS],
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
  const entity = `"${DUPLICATE}":[{"_schema_version":"1-0-0","original_event_id":"${eventId(7)}"}]`;
  const kept = enrichedRowText(events[1] as EventParts).replace(eventId(7), made);
  const time = LOADED.replace('.000', '.001');
  assert.equal(line, `${kept.slice(0, -1)},"${SHARD}":{${entity}},"load_tstamp":"${time}"}`);
  assert.match(line, new RegExp(`"content_hash":${signedHash(2)},"txn_id":9007199254740993,"se_value":1.10,`));
});

test('the entity of a synthetic duplicate joins those of its shard, and no value looks like a shard', async (t) => {
  const others = `"contexts_com_acme_ua_1":[{"name":"a \\"q\\" \\\\ b","${SHARD}":{"x":1}}]`;
  const more = `"page_title":"after $& $1 \\"${SHARD}\\":{","sd_0":{"j":{"${SHARD}":{"y":2}}},"${SHARD}":{${others}}`;
  const { lines } = await written(t, [
    { id: 7, content: 1, origin: 1 },
    { id: 7, content: 2, origin: 2, more: more.replace(SHARD === 'sd_0' ? '"sd_0":{"j"' : '\0', '"sd_9":{"j"') },
  ]);
  const row = JSON.parse(lines[0]?.[1] ?? '') as Record<string, unknown>;
  assert.deepEqual(row[SHARD], {
    [DUPLICATE]: [{ _schema_version: '1-0-0', original_event_id: eventId(7) }],
    contexts_com_acme_ua_1: [{ name: 'a "q" \\ b', [SHARD]: { x: 1 } }],
  });
  assert.equal(row['page_title'], `after $& $1 "${SHARD}":{`);
});

test('only columns that some row of the batch sets are named to the warehouse', async (t) => {
  const set = (names: readonly string[]): string => maskOf(names);
  const folder = await tempFolder(t);
  const records = [['page_url'], ['app_id', 'sd_2']].map((names, index) => {
    const parts = { id: index, content: index, origin: index };
    const text = encodeEnrichedEvent(eventId(index), contentHash(index), set(names), enrichedRowText(parts));
    return { ...enrichedRecord(parts, index), payload: Buffer.from(text) };
  });
  const plan = await planBatch(records, undefined, async () => new Map());
  const batch = await writeBatch(nodeFiles, folder, plan, { id: 'b', loadMsOf: () => 0 });
  assert.deepEqual(
    batch.tables[0]?.columns.map(({ name }) => name),
    ['app_id', 'page_url', 'load_tstamp', 'origin', 'content_hash', 'sd_2'],
  );
});

/** `set` of an enriched event whose row has these columns. */
function maskOf(names: readonly string[]): string {
  const marked = [...ATOMIC_COLUMNS, ...SHARD_COLUMNS].map(({ name }) => name);
  const digits = Array.from({ length: SET_DIGITS }, () => 0);
  for (const name of names) {
    const at = marked.indexOf(name);
    digits[at >> 2] = (digits[at >> 2] ?? 0) | (1 << (at & 3));
  }
  return digits.map((digit) => digit.toString(16)).join('');
}

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
