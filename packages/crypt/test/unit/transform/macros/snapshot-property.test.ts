// What holds of a snapshot after any history: rows come, change, go and come back, with times that may lie.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { source, withBed, type Rows } from '../../../support/macros/snapshot-bed.ts';

type Row = readonly [number, string, number];

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.constantFrom('a', 'b', 'ü'),
  fc.integer({ min: 1, max: 28 }),
);
const history = fc.array(fc.uniqueArray(row, { selector: ([id]) => id, maxLength: 3 }), { minLength: 2, maxLength: 5 });

/** The versions of each key, in order. */
function byKey(versions: Rows): ReadonlyMap<unknown, Rows> {
  const ids = [...new Set(versions.map(([id]) => id))];
  return new Map(ids.map((id) => [id, versions.filter(([other]) => other === id)]));
}

function checkIntervals(versions: Rows, open: number | null): void {
  for (const [id, own] of byKey(versions)) {
    assert.ok(own.filter(([, , , to]) => to === open).length <= 1, `one current version of ${String(id)} at most`);
    for (const [i, [, , from, to]] of own.entries()) {
      const next = own[i + 1];
      assert.ok(to === open || Number(from) <= Number(to), `version ${i} of ${String(id)} ends before it begins`);
      if (next !== undefined)
        assert.ok(to !== open && Number(to) <= Number(next[2]), `versions ${i} and ${i + 1} of ${String(id)} overlap`);
    }
  }
}

function currentOf(versions: Rows, open: number | null): readonly unknown[] {
  return versions.filter(([, , , to]) => to === open).map(([id, name, , , gone]) => [id, name, gone]);
}

for (const strategy of ['timestamp', 'check'])
  for (const hardDeletes of ['ignore', 'invalidate', 'new_record'])
    for (const open of [null, 31])
      test(`${strategy}, ${hardDeletes}, current ${open}: one current version a key, none overlaps, a repeated run does nothing`, async () => {
        const config = {
          strategy,
          hard_deletes: hardDeletes,
          check_cols: ['name'],
          updated_at: strategy === 'check' ? null : 'updated',
          dbt_valid_to_current: open === null ? null : "timestamp '2024-01-31'",
        };
        await fc.assert(
          fc.asyncProperty(history, (runs) =>
            withBed(config, async ({ snapshot, versions, rig }) => {
              const columns = `id, name, dbt_valid_from, dbt_valid_to${hardDeletes === 'new_record' ? ', dbt_is_deleted' : ''}`;
              const seen = new Set<number>();
              for (const [i, rows] of runs.entries()) {
                const day = 2 + i * 5;
                await snapshot(day, source(...rows));
                const once = await versions(columns);
                await snapshot(day + 1, source(...rows));
                assert.deepEqual(await versions(columns), once);
                checkIntervals(once, open);
                const gone = [...seen].filter((id) => !rows.some(([other]) => other === id));
                for (const [id] of rows) seen.add(id);
                checkCurrent(currentOf(once, open), { rows, gone, strategy, hardDeletes });
              }
              assert.deepEqual(await rig.rows('select count(*) from kept group by dbt_scd_id having count(*) > 1'), []);
            }),
          ),
          { numRuns: 6 },
        );
      });

interface Expectation {
  readonly rows: readonly Row[];
  /** Keys that were there before and are not now. */
  readonly gone: readonly number[];
  readonly strategy: string;
  readonly hardDeletes: string;
}

function checkCurrent(current: readonly unknown[], { rows, gone, strategy, hardDeletes }: Expectation): void {
  const list = current as Rows;
  const ids = list.map(([id]) => String(id)).toSorted();
  const expected = rows.map(([id]) => String(id));
  assert.deepEqual(ids, [...expected, ...(hardDeletes === 'invalidate' ? [] : gone.map(String))].toSorted());
  for (const [id, name, isDeleted] of list) {
    const present = rows.find(([other]) => other === id);
    if (hardDeletes === 'new_record') assert.equal(isDeleted, present === undefined ? 'True' : 'False');
    if (strategy === 'check' && present !== undefined) assert.equal(name, present[1]);
  }
}
