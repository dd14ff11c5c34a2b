import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ColumnDefinition } from '../../../src/contracts/column-definition.ts';
import { parseSchemaUri } from '../../../src/contracts/schema-key.ts';
import { ColumnBook, type PlacedColumn } from '../../../src/enrich/column-book.ts';
import type { Problem } from '../../../src/enrich/problem.ts';
import { compileSchema } from '../../../src/schemas/compile-schema.ts';
import type { KnownSchema } from '../../../src/schemas/find-schema.ts';
import type { JsonObject } from '../../../src/kernel/parse-json.ts';

type Properties = Readonly<Record<string, JsonObject>>;

/** Schemas of one model by version, each known with every version before it, as a schema book gives them. */
function model(name: string, versions: Readonly<Record<string, Properties>>): Readonly<Record<string, KnownSchema>> {
  const all = Object.entries(versions).map(([version, properties]) => {
    const document = { type: 'object', properties, additionalProperties: false } as JsonObject;
    const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
    return { version, document, digest };
  });
  return Object.fromEntries(
    all.map(({ version }, index) => {
      const uri = `iglu:${name}/jsonschema/${version}`;
      const key = parseSchemaUri(uri);
      assert.ok(key);
      const validWith = compileSchema({ self: { ...key } }, key);
      assert.ok(validWith.state === 'compiled');
      const versions = all.slice(0, index + 1);
      const { document, digest } = versions.at(-1) ?? { document: {}, digest: '' };
      const known = { key, uri, document, digest, source: 'test', validWith, supersededBy: undefined, versions };
      return [version, known];
    }),
  );
}

function book(published: Iterable<ColumnDefinition> = [], isLegacy = false): ColumnBook {
  return new ColumnBook({ published, isLegacy: () => isLegacy });
}

function placed(column: PlacedColumn | Problem): PlacedColumn {
  assert.ok('render' in column, JSON.stringify(column));
  return column;
}

/** The newest definition of each name. */
function final(definitions: readonly ColumnDefinition[]): readonly ColumnDefinition[] {
  const newest = new Map(definitions.map((definition) => [definition.name, definition]));
  return [...newest.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const TEXT = { type: 'string' };
const NUMBER = { type: 'number' };
const ITEM = model('com.acme/item', {
  '1-0-0': { name: TEXT },
  '1-0-1': { name: TEXT, price: NUMBER },
  // Breaks with what is there.
  '1-1-0': { name: NUMBER, price: NUMBER },
  '1-1-1': { name: TEXT, size: { type: 'integer' } },
});
type ItemVersion = '1-0-0' | '1-0-1' | '1-1-0' | '1-1-1';
const item = (version: ItemVersion): KnownSchema => ITEM[version] as KnownSchema;

test('a column is published before it is used, again when it grows, and no other time', () => {
  const columns = book();
  const first = placed(columns.place('contexts', item('1-0-0')));
  assert.equal(first.name, 'contexts_com_acme_item_1');
  assert.equal(first.render({ name: 'a', more: 1 }), '{"_schema_version":"1-0-0","name":"a"}');
  const version = { name: '_schema_version', type: 'string', nullable: false };
  const name = { name: 'name', type: 'string', nullable: true };
  assert.deepEqual(columns.takeNew(), [
    {
      name: 'contexts_com_acme_item_1',
      type: { array: { struct: [version, name] } },
      origin: 'iglu:com.acme/item/jsonschema/1-0-0',
      description: 'Entities of com.acme/item.',
      versions: ['1-0-0'],
    },
  ]);
  assert.equal(placed(columns.place('contexts', item('1-0-0'))), first);
  assert.deepEqual(columns.takeNew(), []);
  placed(columns.place('contexts', item('1-0-1')));
  const [grown] = columns.takeNew();
  assert.deepEqual(grown?.type, {
    array: { struct: [version, name, { name: 'price', type: 'double', nullable: true }] },
  });
  // The older version is what it was, in the column that grew.
  assert.equal(placed(columns.place('contexts', item('1-0-0'))), first);
});

test('versions arriving in any order give the same columns, and a version that breaks its own', () => {
  const versions = ['1-0-0', '1-0-1', '1-1-0', '1-1-1'] as const;
  const digest = item('1-1-0').versions.at(-1)?.digest.slice(0, 8);
  const reference = book();
  for (const version of versions) reference.place('contexts', item(version));
  const expected = final(reference.takeNew());
  assert.deepEqual(
    expected.map(({ name }) => name),
    ['contexts_com_acme_item_1', `contexts_com_acme_item_1_recovered_1_1_0_${digest}`],
  );
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...versions], { minLength: 4 }),
      fc.array(fc.nat(3), { maxLength: 3 }),
      (order, restarts) => {
        const log: ColumnDefinition[] = [];
        let columns = book();
        for (const [at, version] of order.entries()) {
          if (restarts.includes(at)) columns = book(log);
          placed(columns.place('contexts', item(version)));
          log.push(...columns.takeNew());
        }
        assert.deepEqual(final(log), expected);
      },
    ),
  );
});

test('two names that become one column: the first has it, also after a restart, and the other fails alone', () => {
  const dotted = model('com.acme.a/b', { '1-0-0': { x: TEXT } })['1-0-0'] as KnownSchema;
  const joined = model('com.acme/a_b', { '1-0-0': { x: TEXT } })['1-0-0'] as KnownSchema;
  const columns = book();
  placed(columns.place('unstruct_event', dotted));
  const refused = columns.place('unstruct_event', joined);
  assert.deepEqual(refused, {
    type: 'schema_violation',
    cause: 'schema: its column is that of com.acme.a/b',
    detail: '',
  });
  const log = columns.takeNew();
  assert.equal(log.length, 1);
  const again = book(log);
  assert.deepEqual(again.place('unstruct_event', joined), refused);
  placed(again.place('unstruct_event', dotted));
  placed(again.place('contexts', item('1-0-0')));
});

test('a schema that was edited inside its version gets a recovery column and changes nothing that is there', () => {
  const columns = book();
  placed(columns.place('unstruct_event', item('1-0-1')));
  const log = columns.takeNew();
  const edited = model('com.acme/item', { '1-0-0': { name: TEXT }, '1-0-1': { name: TEXT, price: TEXT } })[
    '1-0-1'
  ] as KnownSchema;
  const again = book(log);
  const digest = edited.versions.at(-1)?.digest.slice(0, 8);
  const column = placed(again.place('unstruct_event', edited));
  assert.equal(column.name, `unstruct_event_com_acme_item_1_recovered_1_0_1_${digest}`);
  assert.equal(column.render({ name: 'a', price: '9.90' }), '{"name":"a","price":"9.90"}');
  assert.deepEqual(
    again.takeNew().map(({ name }) => name),
    [column.name],
  );
});

test('with names of the older loader each full version has its column', () => {
  const columns = book([], true);
  const names = (['1-0-0', '1-1-0'] as const).map((version) => placed(columns.place('contexts', item(version))).name);
  assert.deepEqual(names, ['contexts_com_acme_item_1_0_0', 'contexts_com_acme_item_1_1_0']);
});

test('what the column cannot hold is told without its value', () => {
  const big = model('com.acme/big', { '1-0-0': { at: { type: 'string', format: 'date-time' } } })['1-0-0'];
  const column = placed(book().place('unstruct_event', big as KnownSchema));
  const misfit = column.render({ at: 'yesterday, jane@example.org' });
  assert.ok(typeof misfit !== 'string');
  assert.equal(misfit.path, '/at');
  assert.doesNotMatch(misfit.cause, /jane/);
});
