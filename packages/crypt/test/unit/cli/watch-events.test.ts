import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { openLogWriter } from '../../../src/adapters/local-log/writer.ts';
import { nodeClock } from '../../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { logPlace } from '../../../src/cli/log-place.ts';
import { isWanted, summariseEvent, type EventSummary } from '../../../src/cli/summarise-event.ts';
import { renderSummary, watchEvents, type WatchOptions } from '../../../src/cli/watch-events.ts';
import { encodeFailed } from '../../../src/enrich/failed-line.ts';
import { makeMask } from '../../../src/serve/portal/mask/mask-value.ts';
import { nodeRandom } from '../../../src/adapters/node/node-random.ts';
import type { Project } from '../../../src/config/read-config.ts';
import { contextOf } from '../../support/command-context.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { enrichedRecord } from '../../support/enriched-records.ts';
import { makeFailedEvent } from '../../support/failed-log.ts';

const ESC = String.fromCharCode(27);
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

/** What `watchEvents` puts out on logs of a data folder, until `count` outputs have come. */
async function watched(
  t: TestContext,
  options: Partial<WatchOptions>,
  terminal: boolean,
  count: number,
): Promise<readonly string[]> {
  const dataFolder = join(await tempFolder(t), 'data');
  const config = { name: 'shop' };
  const world = {
    project: { dataFolder, config } as unknown as Project,
    files: nodeFiles,
    clock: nodeClock,
    random: nodeRandom,
  };
  const log = await openLogWriter({ ...logPlace(world, 'enriched') });
  const bad = await openLogWriter({ ...logPlace(world, 'failed') });
  for (let id = 0; id < 3; id++) await log.append([enrichedRecord({ id, content: id, origin: id }, 0).payload]);
  await bad.append([encodeFailed(makeFailedEvent())]);
  const stop = new AbortController();
  const outputs: string[] = [];
  const context = contextOf({
    terminal,
    size: () => ({ columns: 60, rows: 6 }),
    interrupted: stop.signal,
    out: (text) => {
      outputs.push(text);
      if (outputs.length === count) stop.abort();
      else if (outputs.length === count - 1)
        void log.append([enrichedRecord({ id: 9, content: 9, origin: 9 }, 0).payload]);
    },
  });
  const all = { name: undefined, app: undefined, failedOnly: false, last: 3, once: false, json: false, ...options };
  await watchEvents(world, context, all);
  await Promise.all([log.close(), bad.close()]);
  return outputs;
}

describe('watching', () => {
  test('prints a line an event where there is no terminal, first those that are there', async (t) => {
    const lines = await watched(t, {}, false, 4);
    assert.deepEqual(
      lines.map((line) => line.slice(14, 20).trim()),
      ['good', 'good', 'failed', 'good'],
    );
  });

  test('redraws in place on a terminal, within its size', async (t) => {
    const draws = await watched(t, {}, true, 3);
    const last = draws.at(-1) ?? '';
    assert.ok(last.startsWith(`${ESC}[`));
    const lines = last.slice(last.indexOf(`${ESC}[0J`) + 4).split('\n');
    // A head, a line between, the two events that a terminal of six rows has room for, and the end.
    assert.equal(lines.length, 5);
    assert.match(lines[0] ?? '', /^3 good, 1 failed so far\./);
    assert.ok(lines.every((line) => line.length < 60));
  });
});
