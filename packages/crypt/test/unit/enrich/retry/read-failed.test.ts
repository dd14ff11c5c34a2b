import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { LogRecord } from '../../../../src/contracts/log.ts';
import { causeFilter, groupOfFailed, parseOrigin, readFailed } from '../../../../src/enrich/retry/read-failed.ts';
import { SCHEMA_MISSING } from '../../../../src/enrich/judge-data.ts';
import { enrich, PAGE_VIEW, post } from '../make-record.ts';
import { record as rawRecord } from '../make-record.ts';

function recordOf(payload: Uint8Array | string, offset = 3): LogRecord {
  return { id: `0/${offset}`, offset, timeMs: 0, keyId: 0, payload: Buffer.from(payload) };
}

test('a failed event is read as a retry needs it, wherever its payload lies in its buffer', () => {
  const bad = {
    ...PAGE_VIEW,
    p: 'nowhere',
    '"group":"': '"group":"ffffffffff"',
    data: '{"cause":"x","origin":"raw/9/9/9"}',
  };
  for (const raw of [post([PAGE_VIEW, bad], {}, 7), rawRecord({}, '{"group":"ffffffffff","origin":"raw/9/9/9"', 7)]) {
    for (const { line, event } of enrich(raw).failed) {
      const padded = new Uint8Array(Buffer.concat([Buffer.from('xx'), line, Buffer.from('yy')]));
      const facts = readFailed(recordOf(padded.subarray(2, 2 + line.length)));
      const { origin, extent, group, failureType, cause, schema, appId } = event;
      const index = Number(origin.split('/').at(-1));
      const named = { origin, extent, group, failureType, cause, schema, appId };
      assert.deepEqual(facts, { failedOffset: 3, recordId: '0/7', rawOffset: 7, index, ...named });
      assert.equal(groupOfFailed(padded.subarray(2, 2 + line.length)), group);
    }
  }
});

test('whatever else a record holds is no failed event, and nothing is thrown', () => {
  const junk = ['', '{', '[]', '7', 'null', '{"origin":"x"}', '{"__proto__":{"origin":"raw/0/0/0"}}', '"group":"'];
  const whole = { origin: 'raw/0/0/0', extent: 'event', failureType: 't', cause: 'c', group: '0123456789' };
  const broken = [
    { ...whole, origin: 'raw' },
    { ...whole, origin: 'raw/0/x/1' },
    { ...whole, group: 7 },
  ];
  for (const text of [...junk, ...broken.map((value) => JSON.stringify(value))]) {
    assert.equal(readFailed(recordOf(text)), undefined, text);
    assert.equal(typeof groupOfFailed(Buffer.from(text)), 'string');
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(readFailed(recordOf(bytes)), undefined);
      groupOfFailed(bytes);
      causeFilter([SCHEMA_MISSING])(bytes);
    }),
  );
});

test('an origin is a record, its offset, and an index', () => {
  assert.deepEqual(parseOrigin('raw/0/12/3'), { recordId: '0/12', rawOffset: 12, index: 3 });
  assert.deepEqual(parseOrigin('raw/12/3'), { recordId: '12', rawOffset: 12, index: 3 });
  for (const wrong of ['', 'raw', 'raw/0', 'raw/0/1/', 'raw/0/1/x', '/0/1/2', 'raw/0/-1/2']) {
    assert.equal(parseOrigin(wrong), undefined, wrong);
  }
});

test('the filter of causes misses none', () => {
  const filter = causeFilter([SCHEMA_MISSING, 'a "quoted" one']);
  for (const cause of [SCHEMA_MISSING, 'a "quoted" one']) {
    assert.equal(filter(Buffer.from(JSON.stringify({ a: 1, cause }))), true);
  }
  assert.equal(filter(Buffer.from(JSON.stringify({ cause: 'another', messages: [SCHEMA_MISSING] }))), false);
});
