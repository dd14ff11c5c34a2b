import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { appendLog } from '../../../src/cli/append-log.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('a log grows to its size, is then kept once beside the new one, and its folder is made', async (t) => {
  const path = `${await tempFolder(t)}/logs/dbt.log`;
  for (const text of ['one ', 'two ', 'three ', 'four ']) appendLog(path, text, 7);
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one two ');
  assert.equal(readFileSync(path, 'utf8'), 'three four ');
  appendLog(path, 'five ', 7);
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'three four ');
  assert.equal(readFileSync(path, 'utf8'), 'five ');
});
