// Whether a stored value is what its type makes of the data: judged without the code that converts.
import assert from 'node:assert/strict';
import { isJsonObject, type Json } from '../../../../src/kernel/parse-json.ts';
import { isArray, isStruct, type SchemaStruct, type SchemaType } from '../../../../src/schemas/columns/schema-type.ts';

/** Asserts that `stored` has all of `data` that `type` knows, and nothing else. `data` is valid, and holds no null here. */
export function assertHolds(type: SchemaType, data: Json, stored: Json, path: string): void {
  if (isStruct(type)) return assertObject(type, data, stored, path);
  if (isArray(type)) {
    assert.ok(Array.isArray(data) && Array.isArray(stored), path);
    const items = data.filter((item) => item !== null) as readonly Json[];
    assert.equal(stored.length, items.length, path);
    for (const [i, item] of items.entries()) assertHolds(type.items, item, stored[i] as Json, `${path}[${i}]`);
    return;
  }
  assertScalar(type, data, stored, path);
}

function assertObject({ fields }: SchemaStruct, data: Json, stored: Json, path: string): void {
  assert.ok(isJsonObject(data) && isJsonObject(stored), path);
  const known = new Set<string>();
  for (const { name, type, nullable, accessors } of fields) {
    const accessor = accessors.find((candidate) => Object.hasOwn(data, candidate) && data[candidate] !== null);
    if (accessor === undefined) {
      assert.ok(nullable, `${path}.${name} is required`);
      continue;
    }
    known.add(name);
    assertHolds(type, data[accessor] as Json, stored[name] as Json, `${path}.${name}`);
  }
  assert.deepEqual(new Set(Object.keys(stored)), known, path);
}

function assertScalar(type: SchemaType, data: Json, stored: Json, path: string): void {
  if (type === 'timestamp') {
    assert.ok(typeof stored === 'string' && typeof data === 'string', path);
    assert.match(stored, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/, path);
    assert.equal(Date.parse(`${stored.slice(0, 23)}Z`), Math.floor(Date.parse(data)), path);
  } else if (typeof type === 'string' && type.startsWith('decimal')) {
    const scale = Number(/,(\d+)\)$/.exec(type)?.[1]);
    assert.ok(typeof stored === 'string', path);
    assert.equal(stored.split('.')[1]?.length ?? 0, scale, path);
    assert.equal(Number(stored), data, path);
  } else assert.deepEqual(stored, data, path);
}
