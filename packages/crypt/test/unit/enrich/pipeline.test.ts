import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrichRecords } from '../../../src/enrich/pipeline.ts';
import type { SchemaEntry } from '../../../src/schemas/find-schema.ts';
import { openSchemas, plainPipeline } from '../../support/fake-schemas.ts';
import { CONTEXTS, PAGE_VIEW, post } from './make-record.ts';

const URI = 'iglu:com.acme/item/jsonschema/1-0-0';
const RECORD = post([{ ...PAGE_VIEW, co: JSON.stringify({ schema: CONTEXTS, data: [{ schema: URI, data: {} }] }) }]);
const UNLOADED: SchemaEntry = { state: 'unloaded' };

test('stopped while a schema is being read, nothing is judged: the event is neither stored nor failed', async () => {
  const stop = new AbortController();
  const schemas = { ...openSchemas({ [URI]: UNLOADED }), load: async () => stop.abort() };
  assert.equal(await enrichRecords([RECORD], plainPipeline({ schemas }), stop.signal), undefined);
});

test('a schema that is forgotten while it is read is asked for again, and not for ever', async () => {
  let loadings = 0;
  const entries: Record<string, SchemaEntry> = { [URI]: UNLOADED };
  const schemas = {
    ...openSchemas(entries),
    load: async () => {
      if (++loadings === 2) delete entries[URI];
    },
  };
  const [outputs] = (await enrichRecords([RECORD], plainPipeline({ schemas }), new AbortController().signal)) ?? [];
  assert.deepEqual([loadings, outputs?.enriched.length, outputs?.failed.length], [2, 1, 0]);
  const never = { ...openSchemas({ [URI]: UNLOADED }), load: async () => undefined };
  const [failed] =
    (await enrichRecords([RECORD], plainPipeline({ schemas: never }), new AbortController().signal)) ?? [];
  assert.deepEqual([failed?.enriched.length, failed?.failed[0]?.event.cause], [0, 'schema: in no source']);
});
