// docs/dbt.md says what is covered; this holds it to the code.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { assetUrl } from '../../../src/kernel/asset.ts';
import { DBT_COMMANDS } from '../../../src/transform/command/flag-specs.ts';
import { DBT_EVENTS } from '../../../src/transform/command/dbt-events.ts';
import { projectErrors } from '../../../src/transform/project/errors.ts';
import { METHODS } from '../../../src/transform/graph/selection.ts';

const assets = fileURLToPath(assetUrl(''));
const document = readFileSync(join(assets, '../../../docs/dbt.md'), 'utf8');
const sql = readdirSync(join(assets, 'macros'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.sql'))
  .map((name) => readFileSync(join(assets, 'macros', name), 'utf8'))
  .join('\n');

function row(name: string): readonly string[] {
  const line = document.split('\n').find((text) => text.startsWith(`| ${name} |`)) ?? '';
  return Array.from(line.matchAll(/`([^`]+)`/g), ([, word]) => word ?? '');
}

function found(pattern: RegExp): readonly string[] {
  return [...new Set(Array.from(sql.matchAll(pattern), ([, name]) => name ?? ''))].toSorted();
}

test('commands, methods of selection and materializations are those of the code', () => {
  assert.deepEqual(row('commands'), [...DBT_COMMANDS]);
  assert.deepEqual(row('methods of selection'), [...METHODS]);
  assert.deepEqual(row('materializations'), [...found(/\{%-? *materialization '?(\w+)'?,/g), 'ephemeral']);
});

test('strategies and the number of macros are those of the files', () => {
  const strategies = found(/macro get_incremental_(\w+)_sql/g).filter((name) => name !== 'default');
  assert.deepEqual(row('incremental strategies').slice(0, strategies.length), strategies);
  const names = found(/\{%-? *macro (\w+)/g).filter((name) => !/^(?:default__|duckdb__|_)/.test(name));
  assert.match(document, new RegExp(`\\| built-in macros \\| ${names.length} names`));
});

test('warnings are named as --warn-error-options takes them', () => {
  const [, table = ''] = /name for `--warn-error-options` \|\n([\s\S]*?)\n\n/.exec(document) ?? [];
  const rows = table.split('\n').slice(1);
  const names = rows.flatMap((line) =>
    Array.from((line.split(' | ').at(-1) ?? '').matchAll(/`(\w+)`/g), ([, name]) => name),
  );
  assert.ok(rows.length > 15 && names.length > 15);
  for (const name of names) assert.ok([...DBT_EVENTS, ...Object.keys(projectErrors)].includes(name ?? ''), name);
});
