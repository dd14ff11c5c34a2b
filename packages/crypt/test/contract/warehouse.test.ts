import { openDuckdb } from '../support/duckdb-under-test.ts';
import { warehouseCountSuite } from './warehouse-count-suite.ts';
import { warehouseNestedSuite } from './warehouse-nested-suite.ts';
import { warehouseSessionSuite } from './warehouse-session-suite.ts';
import { warehouseSuite } from './warehouse-suite.ts';
import { warehouseTypesSuite } from './warehouse-types-suite.ts';
import type { WarehouseUnderTest } from './warehouse-under-test.ts';

const duckdb: WarehouseUnderTest = {
  name: 'duckdb',
  capabilities: new Set(['interrupts', 'writes', 'hostileNames', 'timestampsBC']),
  open: (folder) => openDuckdb(folder),
  tableName: (table) => `landing.${table}`,
  element: (array, index) => `(${array})[${index + 1}]`,
  endless: 'SELECT count(*) FROM range(1000000000000) AS a (n) WHERE n % 7 = 3',
  numbers: (count) => `SELECT * FROM range(${count})`,
  changes: (table, file) => [
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
    `INSERT INTO ${table} (id) VALUES ('x')`,
    `UPDATE ${table} SET id = 'x'`,
    `MERGE INTO ${table} USING (SELECT 'x' AS id) AS s ON false WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)`,
    `DROP TABLE ${table}`,
    `ALTER TABLE ${table} ADD COLUMN extra INTEGER`,
    `COMMENT ON TABLE ${table} IS 'x'`,
    'CREATE TABLE landing.other AS SELECT 1 AS one',
    'CREATE TEMP TABLE other AS SELECT 1 AS one',
    'CREATE VIEW models.other AS SELECT 1 AS one',
    `COPY (SELECT 1) TO '${file}'`,
    `EXPORT DATABASE '${file}'`,
    `ATTACH '${file}' AS other`,
    'DETACH models',
    'USE landing',
    'SET threads = 1',
    'RESET threads',
    "SET GLOBAL TimeZone = 'Asia/Tokyo'",
    'PRAGMA threads = 1',
    'PRAGMA enable_profiling',
    'INSTALL httpfs',
    "LOAD '/tmp/x.duckdb_extension'",
    'CHECKPOINT landing',
    'VACUUM',
    'BEGIN',
    'COMMIT',
    'ROLLBACK',
    'PREPARE p AS SELECT 1',
    'CALL pragma_version()',
    'SELECT 1; SELECT 2',
    `COMMIT; DELETE FROM ${table}`,
    `SELECT 1; ROLLBACK; DROP TABLE ${table}`,
    `EXPLAIN ANALYZE DELETE FROM ${table}`,
    `EXPLAIN ANALYZE COPY (SELECT 1) TO '${file}'`,
    `explain (analyze, format json) COPY (SELECT 1) TO '${file}'`,
    `/* hidden */ EXPLAIN ANALYZE COPY (SELECT 1) TO '${file}'`,
    `EXPLAIN /* hidden */ ANALYZE COPY (SELECT 1) TO '${file}'`,
    'EXPLAIN ANALYZE SET threads = 1',
    `EXPORT DATABASE '${file}'`,
    `SELECT 1; export /* hidden */ -- twice\n database '${file}'`,
  ],
};

warehouseSuite(duckdb);
warehouseNestedSuite(duckdb);
warehouseTypesSuite(duckdb);
warehouseCountSuite(duckdb);
warehouseSessionSuite(duckdb);
