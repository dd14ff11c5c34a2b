// Two commands on the DuckDB file of one profile: the second waits, and DuckDB's own lock is never met.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crypt, startCommand, type Place } from '../support/platform.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** @param rows of a range that the one model counts: a second for each thousand million, about. */
async function dbtProject(t: TestContext, rows: number): Promise<Place> {
  const project = await tempFolder(t);
  mkdirSync(join(project, 'models'));
  writeFileSync(join(project, 'dbt_project.yml'), 'name: shop\nversion: "1"\nprofile: shop\n');
  writeFileSync(
    join(project, 'profiles.yml'),
    'shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb, threads: 1}\n',
  );
  writeFileSync(
    join(project, 'models', 'slow.sql'),
    `{{ config(materialized='table') }} select count(*) as n from range(${rows})`,
  );
  return { project, environment: process.env };
}

const SOME = 3_000_000_000;
const ENDLESS = 1_000_000_000_000;

test('two builds of one project take turns', async (t) => {
  const place = await dbtProject(t, SOME);
  const both = await Promise.all([crypt(place, 'build'), crypt(place, 'build')]);
  assert.deepEqual(
    both.map(({ code, stdout }) => [code, /Done\. PASS=1 /.test(stdout)]),
    [
      [0, true],
      [0, true],
    ],
  );
  const waited = both.filter(({ stderr }) => stderr.startsWith('crypt build waits for the build that began at '));
  assert.equal(waited.length, 1);
  assert.deepEqual(
    readdirSync(place.project).filter((name) => name.endsWith('.lock')),
    [],
  );
});

test('the turn of a command that is killed is over, and Ctrl-C ends the waiting', async (t) => {
  const place = await dbtProject(t, ENDLESS);
  const holder = startCommand(place, 'build').process;
  const lock = join(place.project, 'shop.duckdb.lock');
  const isHeld = (): boolean => readdirSync(place.project).includes('shop.duckdb.lock');
  while (!isHeld()) await new Promise((resolve) => setTimeout(resolve, 50));
  // What asks the warehouse nothing waits for nobody.
  assert.equal((await crypt(place, 'compile')).code, 0);
  const waiting = startCommand(place, 'show', '--inline', 'select 1');
  const ended = new Promise<number | null>((resolve) => waiting.process.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  waiting.process.kill('SIGINT');
  let said = '';
  for await (const line of waiting.lines) said += `${line}\n`;
  assert.equal(await ended, 2);
  assert.match(said, /The waiting for .* was ended\. Nothing was done\./);
  assert.ok(isHeld(), lock);
  holder.kill('SIGKILL');
  const { code, stdout } = await crypt(place, 'show', '--inline', 'select 42 as answer');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /42/);
});
