import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const SHOP = {
  'seeds/raw.csv': 'id,came\n1,2026-01-01 10:00:00\n2,2026-01-02 10:00:00\n3,2026-01-03 10:00:00\n',
  'models/events.sql': "{{ config(event_time='came') }} select * from {{ ref('raw') }}",
  'models/daily.sql': `{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='came', batch_size='day', begin='2026-01-01') }}
select *, '{{ var("mark", "a") }}' as mark from {{ ref('events') }}
{% if var('boom', '') %}where case when came::date = '{{ var("boom") }}' then error('no') else true end{% endif %}`,
};
const SPAN = ['--event-time-start', '2026-01-01', '--event-time-end', '2026-01-04'];

test('batches run one after another, and only they are replaced', async (t) => {
  const rig = await openCommandRig(t, SHOP);
  const { code, out } = await rig.run(['build', ...SPAN]);
  assert.equal(code, 0, out);
  assert.match(
    out,
    /Batch 2 of 3 START batch 2026-01-02 of main\.daily \.+ \[RUN\]\nBatch 2 of 3 OK created batch 2026-01-02/,
  );
  const { results } = await rig.artifact('run_results.json');
  assert.deepEqual(results.at(-1).batch_results, {
    successful: [
      ['2026-01-01T00:00:00+00:00', '2026-01-02T00:00:00+00:00'],
      ['2026-01-02T00:00:00+00:00', '2026-01-03T00:00:00+00:00'],
      ['2026-01-03T00:00:00+00:00', '2026-01-04T00:00:00+00:00'],
    ],
    failed: [],
  });
  await rig.run([
    'run',
    '--select',
    'daily',
    '--vars',
    'mark: b',
    '--event-time-start',
    '2026-01-02',
    '--event-time-end',
    '2026-01-03',
  ]);
  assert.deepEqual(
    await rig.sql('select id, mark from daily order by id'),
    [
      [1n, 'a'],
      [2n, 'b'],
      [3n, 'a'],
    ].map(([id, mark]) => [Number(id), mark]),
  );
});

test('a batch that fails is a partial success, and retry runs it alone', async (t) => {
  const rig = await openCommandRig(t, SHOP);
  const { code, out } = await rig.run(['build', ...SPAN, '--vars', "boom: '2026-01-02'"]);
  assert.equal(code, 1);
  assert.match(out, /PARTIAL SUCCESS creating sql microbatch model main\.daily \.+ \[PARTIAL SUCCESS \(2\/3\) in/);
  assert.match(out, /batch 2026-01-02: .*no/);
  assert.deepEqual((await rig.statuses())['daily'], 'partial success');
  // The variable is of the former run, unless the line has its own.
  const again = await rig.run(['retry', '--vars', '{}']);
  assert.equal(again.code, 0, again.out);
  assert.match(again.out, /Batch 1 of 1 OK created batch 2026-01-02/);
  assert.equal((await rig.sql('select count(*) from daily')).flat().join(''), '3');
});

test('when the first batch fails the others are left', async (t) => {
  const rig = await openCommandRig(t, SHOP);
  const { code, out } = await rig.run(['build', ...SPAN, '--vars', "boom: '2026-01-01'"]);
  assert.equal(code, 1);
  assert.match(out, /Batch 2 of 3 SKIP batch 2026-01-02 of main\.daily \.+ \[SKIPPED in/);
  const { results } = await rig.artifact('run_results.json');
  assert.deepEqual([results.at(-1).status, results.at(-1).batch_results.failed.length], ['error', 3]);
});

test('what is missing, or cannot be meant, is said', async (t) => {
  const rig = await openCommandRig(t, {
    ...SHOP,
    'models/daily.sql':
      "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='came', batch_size='day') }} select * from {{ ref('events') }}",
  });
  assert.match((await rig.run('build')).out, /needs the configuration 'begin' for its first run/);
  assert.deepEqual((await rig.run('run --event-time-start 2026-01-01')).code, 2);
  assert.match(
    (await rig.run('run --event-time-start 2026-02-01 --event-time-end 2026-01-01')).out,
    /are given together/,
  );
  assert.match((await rig.run('run --sample weekly')).out, /--sample is a span such as/);
});

test('--sample and --empty cut what is read', async (t) => {
  const rig = await openCommandRig(t, {
    ...SHOP,
    'models/sums.sql': "{{ config(materialized='table') }} select count(*) as n from {{ ref('events') }}",
  });
  await rig.run('seed');
  await rig.run(['run', '-s', 'events', 'sums', '--sample', "{start: '2026-01-02', end: '2026-01-03'}"]);
  assert.equal(String((await rig.sql('select n from sums')).flat()[0]), '1');
  await rig.run('run -s events sums --empty');
  assert.equal(String((await rig.sql('select n from sums')).flat()[0]), '0');
});
