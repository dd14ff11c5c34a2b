import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWanted, summariseEvent, type EventSummary } from '../../../src/cli/summarise-event.ts';
import { renderSummary } from '../../../src/cli/watch-events.ts';
import { encodeFailed } from '../../../src/enrich/failed-line.ts';
import { makeMask } from '../../../src/serve/portal/mask/mask-value.ts';
import { nodeRandom } from '../../../src/adapters/node/node-random.ts';
import { enrichedRecord } from '../../support/enriched-records.ts';
import { makeFailedEvent } from '../../support/failed-log.ts';

const mask = makeMask(nodeRandom);

function good(more: string): EventSummary | undefined {
  return summariseEvent({ topic: 'enriched', record: enrichedRecord({ id: 1, content: 1, origin: 1, more }, 0) }, mask);
}

function failed(fields: Parameters<typeof makeFailedEvent>[0]): EventSummary | undefined {
  const payload = encodeFailed(makeFailedEvent(fields));
  return summariseEvent({ topic: 'failed', record: { id: '0/0', offset: 0, timeMs: 0, keyId: 0, payload } }, mask);
}

describe('the summary of an event', () => {
  test('says what it is, and masks people and paths that lead to them', () => {
    const summary = good(
      '"event":"page_view","event_name":"page_view","page_urlpath":"/orders/839201934","user_id":"jane"',
    );
    assert.match(summary?.person ?? '', /^~[0-9a-f]{6}$/);
    assert.deepEqual(summary, {
      time: '2026-01-02T03:04:05.678Z',
      outcome: 'good',
      app: 'shop',
      name: 'page_view',
      about: '/orders/•••',
      person: summary?.person,
      cause: null,
      group: null,
    });
  });

  test('names the schema of an own event', () => {
    const more = '"event":"unstruct","event_name":"bought","event_vendor":"com.acme","event_version":"1-0-0"';
    assert.equal(good(more)?.about, 'com.acme/bought 1-0-0');
  });

  test('of a failed one says why and its group, and no character of it moves the cursor', () => {
    const escape = String.fromCharCode(27, 0x9b);
    const summary = failed({ appId: `${escape}[2Jshop`, collectorMs: 1_700_000_000_000, schema: `iglu:a/b${escape}` });
    assert.deepEqual(summary, {
      time: '2023-11-14T22:13:20.000Z',
      outcome: 'failed',
      app: '[2Jshop',
      name: '',
      about: 'iglu:a/b',
      person: '',
      cause: 'schema_violation: item /price: is no number',
      group: summary?.group,
    });
    assert.match(renderSummary(summary), /^22:13:20\.000 {2}failed {2}\[2Jshop .*is no number \([0-9a-f]{10}\)$/);
  });

  test('is none for what is no event', () => {
    const record = { id: '0/0', offset: 0, timeMs: 0, keyId: 0, payload: Buffer.from('[]') };
    assert.equal(summariseEvent({ topic: 'failed', record }, mask), undefined);
  });

  test('is wanted when it has the name, the app and the outcome that are asked for', () => {
    const summary = good('"event_name":"page_view"') as EventSummary;
    const all = { name: undefined, app: undefined, failedOnly: false };
    assert.equal(isWanted(summary, all), true);
    assert.equal(isWanted(summary, { ...all, name: 'page_view', app: 'shop' }), true);
    assert.equal(isWanted(summary, { ...all, name: 'page' }), false);
    assert.equal(isWanted(summary, { ...all, app: 'shop2' }), false);
    assert.equal(isWanted(summary, { ...all, failedOnly: true }), false);
    assert.equal(isWanted({ ...summary, outcome: 'failed' }, { ...all, failedOnly: true }), true);
  });
});
