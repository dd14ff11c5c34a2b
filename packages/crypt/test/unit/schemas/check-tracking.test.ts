import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackingFile } from '../../../src/contracts/tracking-file.ts';
import { checkTracking, publish } from '../../../src/schemas/check-tracking.ts';
import { indexTracking } from '../../../src/schemas/index-tracking.ts';
import { parseLock, renderLock } from '../../../src/schemas/schema-lock.ts';
import { documentOf } from '../../support/schema-of.ts';

/** A plan with one event, `bought`, of a version and with properties in YAML. */
function plan(version: string, ...properties: readonly string[]): TrackingFile {
  const lines = [
    'vendor: com.acme',
    'events:',
    '  bought:',
    `    version: ${version}`,
    '    description: A sale.',
    '    properties:',
  ];
  return { path: 'shop.yml', text: [...lines, ...properties.map((property) => `      ${property}`)].join('\n') };
}

const A = 'a: { type: string, maxLength: 5, description: x }';
const B = 'b: { type: integer, description: x }';

function published(...files: readonly TrackingFile[]): TrackingFile {
  const index = indexTracking(files);
  return { path: 'schemas.lock', text: renderLock(publish(index)) };
}

function check(files: readonly TrackingFile[], acceptBreaks = false): readonly string[] {
  return checkTracking(indexTracking(files), { acceptBreaks }).map(
    ({ path, line, severity, message, hint }) =>
      `${path}:${line} ${severity} ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );
}

const URI = 'iglu:com.acme/bought/jsonschema';
const UNPUBLISHED = 'is not published → Publish it, and commit schemas.lock: crypt check --write';

test('a new plan is to be published, and then there is nothing to say', () => {
  const files = [plan('1-0-0', A)];
  assert.deepEqual(check(files), [`shop.yml:3 warning ${URI}/1-0-0 ${UNPUBLISHED}`]);
  assert.deepEqual(check([...files, published(...files)]), []);
  assert.deepEqual(check([]), []);
});

test('a change inside a published version is refused: what changed, where, and the version to give it', () => {
  const lock = published(plan('1-0-0', A));
  const cases: readonly (readonly [string, string])[] = [
    [
      `${A}\n      ${B}`,
      `shop.yml:8 error ${URI}/1-0-0 is published, and was changed: b is new → Give it the version 1-0-1.`,
    ],
    [
      'a: { type: string, maxLength: 6, description: x }',
      `shop.yml:7 error ${URI}/1-0-0 is published, and was changed: maxLength of a was 5, and is 6 → Give it the version 1-1-0.`,
    ],
    [
      'a: { type: integer, description: x }',
      `shop.yml:7 error ${URI}/1-0-0 is published, and was changed: the type of a was string, and is integer → Give it the version 2-0-0.`,
    ],
    [
      `${A}\n      b: { type: integer, required: true, description: x }`,
      `shop.yml:8 error ${URI}/1-0-0 is published, and was changed: b is new and required → Give it the version 2-0-0.`,
    ],
    [
      B,
      `shop.yml:6 error ${URI}/1-0-0 is published, and was changed: a is gone; b is new → Give it the version 2-0-0.`,
    ],
  ];
  for (const [properties, expected] of cases) assert.deepEqual(check([plan('1-0-0', properties), lock]), [expected]);
  const words = 'a: { type: string, maxLength: 5, description: Better words., class: personal }';
  assert.deepEqual(check([plan('1-0-0', words), lock]), []);
});

test('the next version is above the latest one that there is', () => {
  const lock = published(plan('1-0-0', A), { ...plan('1-0-7', A), path: 'other.yml' });
  assert.match(check([plan('1-0-0', A, B), lock])[0] ?? '', /Give it the version 1-0-8\.$/);
});

test('a new version that says enough is good, and older ones live on in the lock file', () => {
  const lock = published(plan('1-0-0', A));
  const files = [plan('1-0-1', A, B), lock];
  assert.deepEqual(check(files), [`shop.yml:3 warning ${URI}/1-0-1 ${UNPUBLISHED}`]);
  const next = parseLock(published(...files).text);
  assert.ok(typeof next !== 'string');
  assert.deepEqual([...next.keys()], [`${URI}/1-0-0`, `${URI}/1-0-1`]);
});

test('a new version that says too little is advised on', () => {
  const lock = published(plan('1-0-0', A));
  const tighter = 'a: { type: string, maxLength: 4, description: x }';
  assert.deepEqual(check([plan('1-0-1', tighter), lock]), [
    `shop.yml:3 warning ${URI}/1-0-1 ${UNPUBLISHED}`,
    `shop.yml:7 warning ${URI}/1-0-1: since 1-0-0, maxLength of a was 5, and is 4, which is more than an addition → Give it the version 1-1-0.`,
  ]);
  assert.match(
    check([plan('1-1-0', B), lock]).join('\n'),
    /since 1-0-0, a is gone, which is more than a revision → Give it the version 2-0-0/,
  );
  assert.equal(check([plan('2-0-0', B), lock]).length, 1);
  assert.match(
    check([plan('1-0-3', A, B), lock]).join('\n'),
    /1-0-2 is missing, and what is before a hole is not looked for → Give it the version 1-0-2/,
  );
});

test('a change of the kind of a column within a model is refused, until it is published or accepted', () => {
  const lock = published(plan('1-0-0', A));
  const files = [plan('1-1-0', 'a: { type: integer, description: x }'), lock];
  const message = `${URI}/1-1-0: a is int64, and was string before, so its values would go to a column of their own`;
  assert.ok(check(files).includes(`shop.yml:7 error ${message} → Give it the version 2-0-0, or another name.`));
  assert.ok(check(files, true).includes(`shop.yml:7 warning ${message} → Give it the version 2-0-0, or another name.`));
  assert.deepEqual(check([...files.slice(0, 1), published(...files)]), [`shop.yml:7 warning ${message}`]);
  const renamed = [
    plan(
      '1-0-1',
      'nested: { type: object, description: x, properties: { "a": { type: "decimal(5,2)", description: x } } }',
    ),
    lock,
  ];
  const digits = [
    {
      ...plan(
        '1-0-2',
        'nested: { type: object, description: x, properties: { "a": { type: "decimal(12,2)", description: x } } }',
      ),
      path: 'b.yml',
    },
  ];
  assert.match(
    check([...renamed, ...digits]).join('\n'),
    /b\.yml:7 error .*nested\.a is decimal\(18,2\), and was decimal\(9,2\) before/,
  );
});

test('schemas that cannot be used, or are not what their path says, are errors at their line', () => {
  const file = (text: string): TrackingFile => ({ path: 'schemas/com.acme/x/jsonschema/1-0-0', text });
  const bad = JSON.stringify(
    documentOf('iglu:com.acme/x/jsonschema/1-0-0', { properties: { 'a/b': { maxLength: '5' } } }),
    null,
    2,
  );
  const cannot = 'error iglu:com.acme/x/jsonschema/1-0-0 cannot be used';
  assert.equal(
    check([file(bad)])[1],
    `${file('').path}:10 ${cannot}: #/properties/a~1b/maxLength is not a whole number from 0 on`,
  );
  const other = JSON.stringify(documentOf('iglu:com.acme/y/jsonschema/1-0-0'));
  assert.equal(
    check([file(other)])[0],
    `${file('').path}:1 ${cannot}: it says that it is iglu:com.acme/y/jsonschema/1-0-0`,
  );
  assert.match(
    check([plan('1-0-0', 'a: { type: string, pattern: "(" }')]).join('\n'),
    /shop\.yml:7 error .* cannot be used: #\/properties\/a\/pattern is not a regular expression/,
  );
  const lock = {
    path: 'schemas.lock',
    text: renderLock(new Map([['iglu:com.acme/x/jsonschema/1-0-0', { type: 'x' }]])),
  };
  assert.deepEqual(check([lock]), [
    'schemas.lock:undefined error iglu:com.acme/x/jsonschema/1-0-0 cannot be used: it does not say which schema it is (self) → The lock file is not written by hand.',
  ]);
});

test('advice is given on the latest version alone, and errors before warnings of a line', () => {
  const lax = 'a: { type: string }';
  const files = [
    { ...plan('1-0-0', lax), path: 'a.yml' },
    { ...plan('1-0-1', lax, 'aB: string', 'a_b: string'), path: 'b.yml' },
  ];
  const told = check([...files, published(...files)]);
  assert.deepEqual(
    told.filter((problem) => problem.startsWith('a.yml')),
    [],
  );
  assert.ok(told.includes('b.yml:9 error a_b and aB would both be the column a_b → Rename one of them.'));
  assert.deepEqual(
    told.filter((problem) => problem.startsWith('b.yml:9')).map((problem) => problem.split(' ')[1]),
    ['error', 'warning', 'warning'],
  );
});
