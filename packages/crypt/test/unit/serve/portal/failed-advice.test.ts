import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../../src/cli/parse-arguments.ts';
import { SCHEMA_MISSING, SCHEMA_UNAVAILABLE } from '../../../../src/enrich/judge-data.ts';
import { adviceFor } from '../../../../src/serve/portal/failed-advice.ts';

const advise = (failureType: string, cause: string, open = 1) =>
  adviceFor({ group: '3fa20bc811', failureType, cause, open });

const RETRY = 'crypt events retry --group 3fa20bc811';

suite('advice about failed events', () => {
  test('each kind has words, a fix, and the command where enriching again can help', () => {
    const kinds = [
      'collector_payload_format_violation',
      'adapter_failure',
      'tracker_protocol_violation',
      'schema_violation',
      'enrichment_failure',
      'size_violation',
    ].map((kind) => advise(kind, 'whatever'));
    assert.equal(new Set(kinds.map(({ says }) => says)).size, 6);
    for (const { fix } of kinds) assert.ok(fix.length > 40 && fix.endsWith('.'));
    assert.deepEqual(
      kinds.map(({ command }) => command),
      [null, RETRY, null, RETRY, null, null],
    );
  });

  test('a telling cause wins over its kind', () => {
    const causes: readonly (readonly [string, string, RegExp, string | null])[] = [
      ['schema_violation', SCHEMA_MISSING, /Add it to tracking\//, RETRY],
      ['schema_violation', SCHEMA_UNAVAILABLE, /registry runs/, RETRY],
      ['schema_violation', 'schema: cannot be used', /Correct it where it is published/, RETRY],
      ['schema_violation', 'schema: its column is that of com.acme/item', /Rename/, RETRY],
      ['schema_violation', 'schema: has no column', /Rename/, RETRY],
      ['schema_violation', 'item /price: is no number', /\$supersededBy/, RETRY],
      ['adapter_failure', 'path: no adapter for this vendor and version', /Add a webhook/, RETRY],
      ['enrichment_failure', 'enrichments/margin.ts: threw TypeError', /names the file/, RETRY],
      ['adapter_failure', 'webhooks/forms.ts: returned something that is not a result', /names the file/, RETRY],
      ['enrichment_failure', 'page_url: longer than 4096 characters', /Send less/, null],
    ];
    for (const [kind, cause, fix, command] of causes) {
      const advice = advise(kind, cause);
      assert.match(advice.fix, fix, cause);
      assert.equal(advice.command, command, cause);
    }
  });

  test('nothing is told to be retried when nothing is open', () => {
    assert.equal(advise('schema_violation', SCHEMA_MISSING, 0).command, null);
  });

  test('the command is one that the program understands', () => {
    const { command, args } = parseLine(RETRY.split(' ').slice(1));
    assert.deepEqual([command, args.words, args.text('group')], ['events', ['retry'], '3fa20bc811']);
  });

  test('a kind of a newer version asks for an update', () => {
    for (const kind of ['toString', '__proto__', 'generic_error']) assert.match(advise(kind, 'x').fix, /Update/);
  });
});
