// The list of public names in assets/macros/README.md is true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isCore, macroFiles, MACROS_FOLDER } from '../../../support/macros/macro-files.ts';
import type { MacroStatement } from '../../../../src/transform/jinja/syntax/tree.ts';

const readme = readFileSync(join(MACROS_FOLDER, 'README.md'), 'utf8');
const names = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../test/data/macro-names.json'), 'utf8'),
) as {
  readonly dbt: readonly string[];
  readonly duckdb: readonly string[];
};

/** A macro by its name, other blocks with their kind. */
function shownName({ block, name }: MacroStatement): string {
  return block === 'macro' ? name : `${block} ${name.replace(/-.*/, '')}`;
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

function section(title: string): string {
  const [, after = ''] = readme.split(`### ${title}\n`);
  return after.split(/\n\n|\n### /)[0] ?? '';
}

const own: readonly (readonly [string, readonly string[]])[] = section('Here')
  .split('\n')
  .slice(2)
  .map((line) => [namesIn(line)[0] ?? '', namesIn(line).slice(1)]);
const [core, missing] = [namesIn(section('In core and duckdb')), namesIn(section('Missing'))];
const canon = [...names.dbt, ...names.duckdb].map((name) => name.replace(/^macro /, ''));

test('every public name is listed once', () => {
  const listed = [...own.flatMap(([, inFile]) => inFile), ...core, ...missing];
  assert.deepEqual(listed.toSorted(), canon.toSorted());
  const count =
    `${canon.length} names that dbt's own project and dbt-duckdb have (\`test/data/macro-names.json\`): ` +
    `${canon.length - core.length - missing.length} here, ${core.length} in \`core/\` and \`duckdb/\`, ${missing.length} missing.`;
  assert.ok(readme.includes(count), count);
});

test('files have the public names that the list says, and no other', () => {
  const listed = new Map(own);
  for (const { path, macros } of macroFiles().filter((file) => !isCore(file.path))) {
    const found = macros.map(shownName).filter((name) => canon.includes(name));
    assert.deepEqual(found.toSorted(), (listed.get(path) ?? []).toSorted(), path);
  }
});

test('what core has is there, once core is; what is missing is nowhere', () => {
  const inCore = macroFiles()
    .filter(({ path }) => isCore(path))
    .flatMap(({ macros }) => macros.map(shownName));
  if (inCore.length > 0)
    assert.deepEqual(
      core.filter((name) => !inCore.includes(name)),
      [],
    );
  const all = macroFiles().flatMap(({ macros }) => macros.map(shownName));
  assert.deepEqual(
    missing.filter((name) => all.includes(name)),
    [],
  );
});

test('a name is defined once', () => {
  const all = macroFiles().flatMap(({ path, macros }) =>
    macros.map((macro) => [`${macro.block} ${macro.name}`, path] as const),
  );
  const twice = all.filter(([name], i) => all.findIndex(([other]) => other === name) !== i);
  assert.deepEqual(twice, []);
});

test('every macro that dispatches finds a default of its own name', () => {
  const defined = new Set(macroFiles().flatMap(({ macros }) => macros.map(({ name }) => name)));
  const dispatched = macroFiles().flatMap(({ path, template }) =>
    [...template.source.matchAll(/adapter\.dispatch\('(\w+)'/g)].map(([, name]) => [path, name ?? ''] as const),
  );
  assert.ok(dispatched.length > 90);
  assert.deepEqual(
    dispatched.filter(([, name]) => !defined.has(`default__${name}`)),
    [],
  );
});
