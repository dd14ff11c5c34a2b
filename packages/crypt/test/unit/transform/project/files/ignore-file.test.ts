import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIgnoreFile } from '../../../../../src/transform/project/files/ignore-file.ts';

const CASES: readonly (readonly [rules: string, path: string, ignored: boolean])[] = [
  ['*.tmp.sql', 'models/a/x.tmp.sql', true],
  ['*.tmp.sql', 'models/a/x.sql', false],
  ['scratch/', 'models/scratch/x.sql', true],
  ['scratch/', 'models/scratch', false],
  ['/scratch', 'models/scratch/x.sql', false],
  ['models/*.sql', 'models/a/x.sql', false],
  ['models/**/x.sql', 'models/a/b/x.sql', true],
  ['models/**', 'models/a/b/x.sql', true],
  ['*.sql\n!keep.sql', 'models/keep.sql', false],
  ['# x.sql\n\nx?.sql', 'x1.sql', true],
  ['[ab].sql', 'c.sql', false],
  [String.raw`\#x.sql`, '#x.sql', true],
  ['(a+)+.sql', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
];

for (const [rules, path, ignored] of CASES)
  test(`${JSON.stringify(rules)} ${ignored ? 'ignores' : 'leaves'} ${path}`, () => {
    assert.equal(parseIgnoreFile(rules)(path), ignored);
  });
