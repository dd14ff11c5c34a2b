import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openLog } from '../../../src/cli/open-log.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('a log grows to its size, is then kept once beside the new one, and its folder is made', async (t) => {
  const path = `${await tempFolder(t)}/logs/dbt.log`;
  const run = (...texts: readonly string[]): void => {
    const log = openLog(path, 7);
    for (const text of texts) log.append(text);
    log.close();
  };
  run('one ');
  run('two ');
  run('three ', 'four ');
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one two ');
  assert.equal(readFileSync(path, 'utf8'), 'three four ');
  run('five ');
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'three four ');
  assert.equal(readFileSync(path, 'utf8'), 'five ');
});
