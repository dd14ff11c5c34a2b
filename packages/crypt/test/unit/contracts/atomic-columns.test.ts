import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ATOMIC_COLUMNS, EVENT_COLUMNS } from '../../../src/contracts/atomic-columns.ts';
import { publicData } from '../../support/public-data.ts';

const data = publicData('iglu-central');
const SELF_DESCRIBING = ['contexts', 'unstruct_event', 'derived_contexts'];
/** Wider than the schema: the limits that enrich 3.9.0 has by default. */
const WIDER = ['page_url', 'page_referrer', 'mkt_clickid'];

interface Property {
  readonly type: string | readonly string[];
  readonly format?: string;
  readonly maxLength?: number;
}

test('there are 131 atomic columns, and three of the platform', () => {
  assert.equal(ATOMIC_COLUMNS.length, 131);
  assert.deepEqual(
    EVENT_COLUMNS.slice(128).map(({ name }) => name),
    ['load_tstamp', 'origin', 'content_hash'],
  );
});

test(
  'order, types and lengths are those of the public atomic schema',
  'skip' in data ? { skip: data.skip } : {},
  () => {
    assert.ok('folder' in data);
    const path = join(data.folder, 'schemas', 'com.snowplowanalytics.snowplow', 'atomic', 'jsonschema', '1-0-0');
    const { properties } = JSON.parse(readFileSync(path, 'utf8')) as { properties: Record<string, Property> };
    const scalars = ATOMIC_COLUMNS.filter(({ name }) => !SELF_DESCRIBING.includes(name));
    assert.deepEqual(
      scalars.map(({ name }) => name),
      Object.keys(properties),
    );
    for (const { name, type, lengthMax } of scalars) {
      const property = properties[name] as Property;
      assert.equal(kindOf(type), kindOfProperty(property), name);
      if (type === 'string' && !WIDER.includes(name)) assert.equal(lengthMax, property.maxLength, name);
    }
  },
);

function kindOf(type: string): string {
  return type.startsWith('decimal') || type === 'double' ? 'number' : type;
}

function kindOfProperty({ type, format }: Property): string {
  return format === 'date-time' ? 'timestamp' : ([type].flat()[0] ?? '');
}
