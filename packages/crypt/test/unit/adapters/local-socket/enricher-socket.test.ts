import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connectEnricher } from '../../../../src/adapters/local-socket/enricher-client.ts';
import { startEnricherServer, type Passed, type Retry } from '../../../../src/adapters/local-socket/enricher-server.ts';
import { connectLineClient } from '../../../../src/adapters/local-socket/line-client.ts';
import type { RetryProgress, RetryRequest, RetryResult } from '../../../../src/contracts/retry.ts';
import { ProgressWatch } from '../../../../src/enrich/progress-watch.ts';
import { RetryQueue } from '../../../../src/enrich/retry/retry-queue.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const COUNTS = { matched: 9, repaired: 4, dropped: 1, stillFailing: 3, tooOld: 1, rows: 6, failedAnew: 2 };
const RESULT: RetryResult = {
  ...COUNTS,
  dryRun: false,
  complete: true,
  causes: [{ group: '00000000aa', failureType: 'schema_violation', cause: 'c', schema: null, count: 3 }],
};
const REQUEST: RetryRequest = { groups: ['00000000aa'], dryRun: false };
const NEVER = new AbortController().signal;

const noRetry: Retry = () => Promise.reject(new Error('no retry was asked for'));
const noPassing: Passed = () => Promise.reject(new Error('nobody asked how far it is'));

async function serve(t: TestContext, retry: Retry, passed: Passed = noPassing): Promise<string> {
  const path = join(await tempFolder(t), 'run', 'enricher.sock');
  const server = await startEnricherServer(path, retry, passed);
  t.after(() => server.close());
  return path;
}

test('a retry is asked for, tells how far it is, and answers', async (t) => {
  const asked: RetryRequest[] = [];
  const path = await serve(t, async (request, _, onProgress) => {
    asked.push(request);
    for (const scanned of [10, 20]) onProgress({ ...COUNTS, scanned, of: 20 });
    return RESULT;
  });
  const client = await connectEnricher(path);
  assert.ok(client);
  t.after(() => client.close());
  const heard: RetryProgress[] = [];
  assert.deepEqual(await client.retry(REQUEST, NEVER, (progress) => heard.push(progress)), RESULT);
  assert.deepEqual(await client.retry({ groups: 'all', dryRun: true }, NEVER, () => undefined), RESULT);
  assert.deepEqual(heard, [
    { ...COUNTS, scanned: 10, of: 20 },
    { ...COUNTS, scanned: 20, of: 20 },
  ]);
  assert.deepEqual(asked, [REQUEST, { groups: 'all', dryRun: true }]);
});

test('one that is cancelled, or whose caller goes away, is told', async (t) => {
  const cancelled: string[] = [];
  const path = await serve(
    t,
    ({ groups }, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          cancelled.push(String(groups));
          resolve({ ...RESULT, complete: false });
        });
      }),
  );
  const client = await connectEnricher(path);
  const stop = new AbortController();
  const asked = client?.retry(REQUEST, stop.signal, () => undefined);
  stop.abort();
  assert.equal((await asked)?.complete, false);
  const lost = refusal('SOCKET_CLOSED', async () =>
    client?.retry({ groups: 'all', dryRun: false }, NEVER, () => undefined),
  );
  setTimeout(() => client?.close(), 20);
  await lost;
  while (cancelled.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(cancelled, ['00000000aa', 'all']);
});

test('what is no request is refused, and what the loop refuses keeps its code', async (t) => {
  const queue = new RetryQueue();
  queue.close();
  const path = await serve(t, (request, signal, onProgress) => queue.submit(request, signal, onProgress));
  const raw = await connectLineClient(path, 'the enricher');
  t.after(() => raw?.close());
  for (const params of [{}, { groups: [] }, { groups: 'some' }, { groups: [7] }, { groups: { length: 1 } }]) {
    const error = await refusal('SOCKET_REQUEST', async () => raw?.ask('retry', params));
    assert.equal(error.params['reason'], 'a retry names groups, or all');
  }
  const stopped = await refusal('RETRY_STOPPED', async () => raw?.ask('retry', REQUEST));
  assert.deepEqual([stopped.kind, stopped.params], ['transient', { repaired: 0, matched: 0 }]);
});

test('without an enricher there is nobody to ask', async (t) => {
  assert.equal(await connectEnricher(join(await tempFolder(t), 'enricher.sock')), undefined);
});

test('how far enrich is is asked for, waited for, and told when it is cancelled', async (t) => {
  const watch = new ProgressWatch();
  const path = await serve(t, noRetry, (rawNext, signal) => watch.passed(rawNext, signal));
  const client = await connectEnricher(path);
  assert.ok(client);
  t.after(() => client.close());
  const term = (count: number) => ({ count, hash: '0' });
  const note = (upToOffset: number, enriched: number, failed: number): void =>
    watch.note({
      hop: 'enrich',
      counter: 'enrich',
      timeMs: 0,
      topic: 'raw',
      upToOffset,
      terms: { enrichedEnd: term(enriched), failedEnd: term(failed) },
    });
  assert.deepEqual(await client.passed(0, NEVER), { rawNext: 0, enrichedNext: 0, failedNext: 0 });
  const waiting = client.passed(3, NEVER);
  note(2, 4, 0);
  note(3, 4, 1);
  assert.deepEqual(await waiting, { rawNext: 3, enrichedNext: 4, failedNext: 1 });
  const cancel = new AbortController();
  const cancelled = client.passed(9, cancel.signal);
  cancel.abort();
  assert.deepEqual(await cancelled, { rawNext: 3, enrichedNext: 4, failedNext: 1 });
});

test('an offset that is none is refused', async (t) => {
  const client = await connectLineClient(await serve(t, noRetry), 'the enricher');
  assert.ok(client);
  t.after(() => client.close());
  for (const rawNext of [-1, 0.5, '3', null, 2 ** 60]) {
    await refusal('SOCKET_REQUEST', () => client.ask('passed', { rawNext }));
  }
});
