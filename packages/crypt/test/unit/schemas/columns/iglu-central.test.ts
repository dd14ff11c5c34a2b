// All JSON schemas of Iglu Central: their columns are what they were, valid data of each is stored whole, and the models
// with several versions grow as they should. UPDATE=1 writes the golden files anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { parseJson, type JsonObject } from '../../../../src/kernel/parse-json.ts';
import { stringifyExactJson, toPlainJson } from '../../../../src/kernel/exact-json.ts';
import { columnTypeOf, type Remark, type TypedSchema } from '../../../../src/schemas/columns/column-type.ts';
import { compileVersion } from '../../../../src/schemas/columns/compile-converter.ts';
import { planModel, type ModelPlan } from '../../../../src/schemas/columns/plan-model.ts';
import { isArray, isStruct, type SchemaType } from '../../../../src/schemas/columns/schema-type.ts';
import { publicData } from '../../../support/public-data.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { assertHolds } from './holds.ts';
import { makersOf, modelsOf, readIgluSchemas, type IgluSchema } from './iglu-schemas.ts';

const data = publicData('iglu-central');
const skip = 'skip' in data ? data.skip : false;
const schemas = 'skip' in data ? [] : readIgluSchemas(data.folder);
const HERE = fileURLToPath(new URL('../../../../../test/unit/schemas/columns/', import.meta.url));

/** Compares with a file beside the tests. */
function assertGolden(name: string, lines: readonly string[]): void {
  const path = `${HERE}${name}.golden`;
  const text = `${lines.join('\n')}\n`;
  if (process.env['UPDATE'] === '1' && process.env['CI'] === undefined) writeFileSync(path, text);
  const expected = readFileSync(path, 'utf8');
  // Line by line, because a difference within 200 KB cannot be read.
  const at = text.split('\n').findIndex((line, i) => line !== expected.split('\n')[i]);
  assert.equal(text.split('\n')[at], expected.split('\n')[at], `${name}.golden, line ${at + 1}`);
  assert.equal(text.length, expected.length);
}

function renderSchema({ uri, document }: IgluSchema): readonly string[] {
  const typed = columnTypeOf(document);
  if (typed === undefined) return [uri, '\tno fields'];
  return [uri, ...(typed.type === 'json' ? [`\t\tjson${because(typed, '')}`] : renderFields(typed.type, '', typed))];
}

/** One line a field: path, type, whether it is always there. */
function renderFields(type: SchemaType, path: string, typed: TypedSchema): readonly string[] {
  if (!isStruct(type)) return [];
  return type.fields.flatMap((field) => {
    const name = path === '' ? field.name : `${path}.${field.name}`;
    const items = isArray(field.type) ? field.type.items : field.type;
    const brackets = isArray(field.type) ? '[]' : '';
    const typeName = typeof items === 'string' ? items : 'struct';
    const line = `\t${name}\t${typeName}${brackets}\t${field.nullable ? 'nullable' : 'required'}`;
    return [line + because(typed, name) + because(typed, `${name}[]`), ...renderFields(items, name + brackets, typed)];
  });
}

function because({ remarks }: TypedSchema, path: string): string {
  return remarks
    .filter((remark: Remark) => remark.path === path)
    .map(({ cause }) => (cause === 'several properties in one field' ? `\t${cause}` : `\tjson because ${cause}`))
    .join('');
}

test('the columns of all schemas are what they were', { skip }, () => {
  const isTheirs = ({ vendor }: IgluSchema): boolean => vendor.startsWith('com.snowplowanalytics');
  assertGolden('iglu-central-snowplow', schemas.filter((schema) => isTheirs(schema)).flatMap(renderSchema));
  assertGolden('iglu-central-others', schemas.filter((schema) => !isTheirs(schema)).flatMap(renderSchema));
});

test('schemas that were parsed with doubles have the same columns', { skip }, () => {
  for (const { uri, document } of schemas) {
    assert.deepEqual(columnTypeOf(toPlainJson(document) as JsonObject), columnTypeOf(document), uri);
  }
});

/** The table of docs/columns.md: why fields are json, how often, and where for example. */
function renderCauses(): readonly string[] {
  const found = new Map<string, string[]>();
  for (const { uri, document } of schemas) {
    for (const { path, cause } of columnTypeOf(document)?.remarks ?? []) {
      const place = path === '' ? 'the whole' : `\`${path}\``;
      found.set(cause, [...(found.get(cause) ?? []), `${place} of \`${uri.slice('iglu:'.length)}\``]);
    }
  }
  return [...found]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([cause, places]) => {
      const example = places.find((place) => place.includes('com.snowplowanalytics')) ?? places[0] ?? '';
      return `| ${cause} | ${places.length} | ${example} |`;
    });
}

test('the document says which fields are json, and why', { skip }, () => {
  const document = readFileSync(
    fileURLToPath(new URL('../../../../../../../docs/columns.md', import.meta.url)),
    'utf8',
  );
  const rows = document.split('\n').filter((line) => /^\| [a-z ]+ \| \d+ \| .* of `/.test(line));
  assert.deepEqual(rows, renderCauses());
});

function plan(kind: 'contexts' | 'unstruct_event', versions: readonly IgluSchema[]): ModelPlan {
  const { vendor = '', name = '' } = versions[0] ?? {};
  return planModel(
    kind,
    { vendor, name },
    versions.map(({ version, document }) => ({ version, document, digest: '0123456789abcdef' })),
  );
}

function renderPlan({ main, recoveries, versions }: ModelPlan): readonly string[] {
  return [
    `${main.name}\t${main.versions.join(' ')}`,
    ...recoveries.map(({ name, versions: [version = ''] }) => {
      const breaks = versions.get(version)?.breaks ?? [];
      return `\t${name}\t${breaks.map(({ path, from, to }) => `${path}: ${from} to ${to}`).join('; ')}`;
    }),
  ];
}

test('which versions of a model share a column is what it was', { skip }, () => {
  const several = [...modelsOf(schemas).values()].filter((versions) => versions.length > 1);
  assertGolden('iglu-central-models', [
    ...several.flatMap((versions) => renderPlan(plan('contexts', versions))),
    ...several.flatMap((versions) => {
      // Told only where an event differs from an entity: in schemas without fields.
      const [events, entities] = [plan('unstruct_event', versions), plan('contexts', versions)];
      return events.recoveries.length === entities.recoveries.length ? [] : renderPlan(events);
    }),
  ]);
});

const INSTANCES = 3;

test('valid data of every schema is stored whole', { skip }, () => {
  const makerOf = makersOf(schemas);
  let checked = 0;
  for (const schema of schemas) {
    const type = columnTypeOf(schema.document)?.type ?? { fields: [] };
    const convert = compileVersion('unstruct_event', { version: schema.version, type });
    const make = makerOf(schema);
    const random = new SeededRandom(schema.uri.length);
    for (let i = 0; i < INSTANCES; i++) {
      const instance = make(random);
      const text = convert(instance);
      assert.ok(typeof text === 'string', `${schema.uri}: ${JSON.stringify(text)}`);
      if (instance === null) assert.equal(text, 'null');
      else assertHolds(type, instance, parseJson(text), schema.uri);
      if (type === 'json') assert.equal(text, stringifyExactJson(instance));
      checked++;
    }
  }
  assert.equal(checked, schemas.length * INSTANCES);
  assert.ok(schemas.length >= 650, `${schemas.length} schemas were found`);
});

test('a version reads what it knows, and its column has a place for all of it', { skip }, () => {
  for (const versions of modelsOf(schemas).values()) {
    if (versions.length === 1) continue;
    for (const kind of ['contexts', 'unstruct_event'] as const) {
      const whole = plan(kind, versions);
      assert.equal(whole.versions.size, versions.length);
      for (let count = 1; count < versions.length; count++) {
        const part = plan(kind, versions.slice(0, count));
        for (const [version, planned] of part.versions) {
          const later = whole.versions.get(version);
          assert.deepEqual([later?.type, later?.column.name], [planned.type, planned.column.name]);
        }
        assertGrown(whole.main.type, part.main.type, whole.main.name);
      }
      for (const { type, column } of whole.versions.values()) assertGrown(column.type, type, column.name);
      assert.deepEqual(plan(kind, versions.toReversed()), whole);
    }
  }
});

/** Everything of `small` has its place in `large`. */
function assertGrown(large: SchemaType, small: SchemaType, path: string): void {
  if (isStruct(large) && isStruct(small)) {
    for (const field of small.fields) {
      const place = large.fields.find(({ name }) => name === field.name);
      assert.ok(place !== undefined && (place.nullable || !field.nullable), `${path}.${field.name}`);
      assertGrown(place.type, field.type, `${path}.${field.name}`);
    }
  } else if (isArray(large) && isArray(small)) assertGrown(large.items, small.items, `${path}[]`);
  else assert.equal(large, small, path);
}
