// Valid data of every schema of Iglu Central, stored by the loader's own way and read back leaf by leaf with dots and
// indices, as people write them in models.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { DuckdbWarehouse } from '../../src/adapters/duckdb/duckdb-warehouse.ts';
import { SHARD_COLUMNS, shardOf, type NestedColumn } from '../../src/contracts/nested-column.ts';
import type { Value } from '../../src/contracts/warehouse.ts';
import type { Json } from '../../src/kernel/parse-json.ts';
import { compileVersion } from '../../src/schemas/columns/compile-converter.ts';
import { nestedColumn, planModel } from '../../src/schemas/columns/plan-model.ts';
import { batchFile, column, sealedBatch } from '../support/batch-builder.ts';
import { openDuckdb } from '../support/duckdb-under-test.ts';
import { publicData } from '../support/public-data.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makersOf, modelsOf, readIgluSchemas, type IgluSchema } from '../unit/schemas/columns/iglu-schemas.ts';

const data = publicData('iglu-central');
const skip = 'skip' in data ? data.skip : false;
/** Few, since each statement reads the definitions of all columns of its table. */
const MODELS_A_TABLE = 8;
const STORED = [column('id'), column('content_hash', 'integer'), ...SHARD_COLUMNS];

interface Leaf {
  /** `contexts_com_acme_x_1[1].price` in SQL. */
  readonly sql: string;
  readonly value: string | number | boolean;
}

/** What lies at the ends of a value, as its JSON text has it: an account that shares nothing with the engine. */
function leavesOf(value: Json, sql: string): readonly Leaf[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => leavesOf(item, `${sql}[${index + 1}]`));
  if (typeof value !== 'object') return [{ sql, value }];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, `${sql}."${name}"`));
}

interface Stored {
  readonly id: string;
  readonly column: NestedColumn;
  readonly json: string;
}

/** One row a schema: its data in its column. */
function makeRows(models: readonly (readonly IgluSchema[])[], makerOf: ReturnType<typeof makersOf>): readonly Stored[] {
  const random = new SeededRandom(7);
  return models.flatMap((versions) => {
    const [first] = versions;
    if (first === undefined) return [];
    const plan = planModel(
      'contexts',
      first,
      versions.map(({ version, document, uri }) => ({ version, document, digest: Buffer.from(uri).toString('hex') })),
    );
    return versions.map((schema) => {
      const planned = plan.versions.get(schema.version);
      assert.ok(planned);
      const json = compileVersion('contexts', planned)(makerOf(schema)(random));
      assert.ok(typeof json === 'string', schema.uri);
      return { id: schema.uri, column: nestedColumn('contexts', first, planned.column), json };
    });
  });
}

async function compareTable(t: TestContext, warehouse: DuckdbWarehouse, table: string, rows: readonly Stored[]) {
  const folder = await tempFolder(t);
  const columns = [...new Map(rows.map((row) => [row.column.name, row.column])).values()];
  await warehouse.ensureTable(table, STORED, columns);
  const lines = rows.map(
    ({ id, column: { name }, json }) =>
      `{"id":${JSON.stringify(id)},"content_hash":1,"sd_${shardOf(name)}":{"${name}":[${json}]}}`,
  );
  const files = [await batchFile(folder, 'rows.ndjson', lines)];
  await warehouse.commit(await sealedBatch(folder, 0, 1, { table, topic: table, columns: STORED, files, lines }));
  const session = await warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: true });
  let compared = 0;
  for (const { id, column: nested, json } of rows) {
    const leaves = leavesOf(JSON.parse(json) as Json, `(${nested.name})[1]`).filter(({ sql }) => isTyped(nested, sql));
    if (leaves.length === 0) continue;
    const sql = `SELECT ${leaves.map((leaf) => leaf.sql).join(', ')} FROM landing.${table} WHERE id = $1`;
    const { rows: read } = await session.query(sql, [id], { rowsMax: 2, deadlineMs: 30_000 });
    assert.equal(read.length, 1, id);
    const wrong = leaves.filter((leaf, index) => !isSame(read[0]?.[index] ?? null, leaf.value));
    assert.deepEqual(wrong, [], id);
    compared += leaves.length;
  }
  await session.close();
  return compared;
}

/** Whether the engine has dots for the way there: what became json has text instead. */
function isTyped({ type }: NestedColumn, sql: string): boolean {
  let at: NestedColumn['type'] | undefined = type;
  for (const [, name] of sql.matchAll(/(?:\."([^"]*)"|\[\d+\])/g)) {
    if (at === undefined || typeof at === 'string') return false;
    if (name === undefined) at = 'array' in at ? at.array : undefined;
    else at = 'struct' in at ? at.struct.find((field) => field.name === name)?.type : undefined;
  }
  return typeof at === 'string' && at !== 'json';
}

/** Integers and decimals are printed as text, timestamps in ISO 8601. */
function isSame(read: Value, stored: Leaf['value']): boolean {
  if (read === stored || (typeof read !== 'object' && String(read) === String(stored))) return true;
  if (typeof stored === 'number') return Number(read) === stored;
  if (typeof read !== 'string' || typeof stored !== 'string') return false;
  const time = /^\d{4}-\d\d-\d\dT/.test(read) ? Date.parse(`${stored.replace(' ', 'T')}Z`) : Number.NaN;
  if (!Number.isNaN(time)) return Date.parse(read) === time;
  return /^-?[\d.]+$/.test(stored) && Number(read) === Number(stored);
}

test('data of every public schema is read back by dots, each value equal', { skip }, async (t) => {
  assert.ok('folder' in data);
  const schemas = readIgluSchemas(data.folder);
  const makerOf = makersOf(schemas);
  const models = [...modelsOf(schemas).values()];
  const warehouse = await openDuckdb(await tempFolder(t));
  t.after(() => warehouse.close());
  let rows = 0;
  let leaves = 0;
  for (let at = 0; at < models.length; at += MODELS_A_TABLE) {
    const stored = makeRows(models.slice(at, at + MODELS_A_TABLE), makerOf);
    rows += stored.length;
    leaves += await compareTable(t, warehouse, `events${at}`, stored);
  }
  t.diagnostic(`${rows} schemas, ${leaves} values compared`);
  assert.equal(rows, schemas.length);
  assert.ok(leaves > 5 * rows);
});
