import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailedEvent } from '../../../src/contracts/failed-event.ts';
import { encodeFailed } from '../../../src/enrich/failed-line.ts';
import { FRAME_PAYLOAD_BYTES_MAX } from '../../../src/kernel/limits.ts';
import { CONTEXTS, enrich, PAGE_VIEW, post, record } from './make-record.ts';

const TOO_LARGE = 'what was sent is in log:raw only, under this origin: it is too large for this log';

const EVENT: FailedEvent = {
  origin: 'raw/0/5/0',
  extent: 'event',
  failureType: 'enrichment_failure',
  cause: 'c',
  messages: ['m'],
  failedMs: 2,
  collectorMs: 1,
  appId: null,
  eventName: null,
  judgedBy: 'crypt-0.1.0',
  params: { b: 1, a: { d: [1], c: 'ü\ud83d' } },
  payload: null,
  group: '0123456789',
  schema: null,
  data: '[1]',
  row: { app_id: 'shop' },
};

test('a failed event is canonical JSON on one line, readable by any reader', () => {
  assert.equal(
    encodeFailed(EVENT).toString(),
    '{"appId":null,"cause":"c","collectorMs":1,"data":"[1]","eventName":null,"extent":"event","failedMs":2,' +
      '"failureType":"enrichment_failure","group":"0123456789","judgedBy":"crypt-0.1.0","messages":["m"],' +
      '"origin":"raw/0/5/0","params":{"a":{"c":"ü\\ufffd","d":[1]},"b":1},"payload":null,' +
      '"row":{"app_id":"shop"},"schema":null}',
  );
});

test('what no frame has room for stays in the raw log, and the message says so', () => {
  const huge = 'x'.repeat(FRAME_PAYLOAD_BYTES_MAX);
  const small = { ...EVENT, messages: ['m', TOO_LARGE], params: null, data: null, row: {} };
  assert.equal(encodeFailed({ ...EVENT, params: { huge } }).toString(), encodeFailed(small).toString());
  const payload = { path: '/i', query: 'q', contentType: null, body: huge, bodyEncoding: 'base64' as const };
  const cut = { ...small, payload: { ...payload, body: '', bodyEncoding: 'utf8' as const } };
  assert.equal(encodeFailed({ ...EVENT, params: null, payload }).toString(), encodeFailed(cut).toString());
});

test('a kept body of the largest size has room in a frame, whatever its bytes', () => {
  for (const body of [Buffer.alloc(10 << 20, 0xff), Buffer.alloc(10 << 20, '"'), Buffer.alloc(10 << 20, 1)]) {
    const [failed] = enrich(record({ refusal: 'larger than 1 MiB' }, body)).failed;
    assert.ok(failed && failed.line.length < FRAME_PAYLOAD_BYTES_MAX);
    assert.equal(Buffer.from(failed.event.payload?.body ?? '', 'base64').equals(body), true);
  }
});

test('a row that no frame has room for is a failed event, and the next one is not touched', () => {
  // Quotes double each time that JSON is put into JSON.
  const data = [{ schema: 'iglu:com.example/item/jsonschema/1-0-0', data: '"'.repeat(FRAME_PAYLOAD_BYTES_MAX / 4) }];
  const outputs = enrich(post([{ ...PAGE_VIEW, co: JSON.stringify({ schema: CONTEXTS, data }) }, PAGE_VIEW]));
  assert.deepEqual(
    outputs.failed.map(({ event }) => [event.failureType, event.cause]),
    [['size_violation', 'event: its row is too large for the log']],
  );
  assert.deepEqual(
    outputs.enriched.map(({ index }) => index),
    [1],
  );
  assert.deepEqual(outputs.enriched[0]?.line.toString().slice(0, 10), '{"id":"2f1');
});
