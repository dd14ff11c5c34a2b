import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackingFile } from '../../../src/contracts/tracking-file.ts';
import type { JsonObject } from '../../../src/kernel/parse-json.ts';
import { indexTracking, type TrackingIndex } from '../../../src/schemas/index-tracking.ts';
import { compareUris, parseLock, renderLock } from '../../../src/schemas/schema-lock.ts';
import { documentOf } from '../../support/schema-of.ts';

function uri(version: string, name = 'product'): string {
  return `iglu:com.acme/${name}/jsonschema/${version}`;
}

function schemaFile(version: string, keywords: JsonObject = {}, ending = ''): TrackingFile {
  return {
    path: `schemas/com.acme/product/jsonschema/${version}${ending}`,
    text: JSON.stringify(documentOf(uri(version), keywords)),
  };
}

function lockFile(...documents: readonly (readonly [string, JsonObject])[]): TrackingFile {
  return { path: 'schemas.lock', text: renderLock(new Map(documents)) };
}

function textOf(index: TrackingIndex, name: string): unknown {
  const text = index.texts.get(name)?.text;
  return text === undefined ? undefined : JSON.parse(text);
}

function problemsOf(index: TrackingIndex): readonly string[] {
  return index.problems.map(
    ({ path, line, severity, message, hint }) =>
      `${path}:${line} ${severity} ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );
}

test('Iglu’s layout, the compact form and the lock file together are the schemas of a project', () => {
  const index = indexTracking([
    { path: 'README.md', text: '# Plan' },
    schemaFile('1-0-0'),
    schemaFile('1-0-1', {}, '.json'),
    {
      path: 'shop.yml',
      text: 'vendor: com.acme\nevents:\n  bought:\n    version: 1-0-0\n    properties:\n      a: string\n',
    },
    { path: 'more/x.yaml', text: 'vendor: com.acme\nentities: { user: {} }' },
    lockFile([uri('1-0-0', 'old'), documentOf(uri('1-0-0', 'old'))]),
  ]);
  assert.deepEqual(index.problems, []);
  assert.deepEqual(
    [...index.texts.keys()],
    [uri('1-0-0'), uri('1-0-1'), uri('1-0-0', 'bought'), uri('1-0-0', 'user'), uri('1-0-0', 'old')],
  );
  assert.deepEqual(
    [...index.drafts.values()].map(({ path, key }) => [path, key.name]),
    [
      ['schemas/com.acme/product/jsonschema/1-0-0', 'product'],
      ['schemas/com.acme/product/jsonschema/1-0-1.json', 'product'],
      ['shop.yml', 'bought'],
      ['more/x.yaml', 'user'],
    ],
  );
  assert.deepEqual(textOf(index, uri('1-0-0')), documentOf(uri('1-0-0'), {}));
  const bought = index.drafts.get(uri('1-0-0', 'bought'));
  assert.deepEqual(
    ['', '/properties/a', '/properties/a/maxLength', '/nowhere'].map((pointer) => bought?.lineAt(pointer)),
    [3, 6, 6, 3],
  );
});

test('what is published judges, whatever a file says now; its words may be bettered', () => {
  const published = documentOf(uri('1-0-0'), { type: 'object', description: 'old' });
  const index = indexTracking([schemaFile('1-0-0', { type: 'string' }), lockFile([uri('1-0-0'), published])]);
  assert.deepEqual(textOf(index, uri('1-0-0')), published);
  const bettered = indexTracking([
    schemaFile('1-0-0', { type: 'object', description: 'new' }),
    lockFile([uri('1-0-0'), published]),
  ]);
  assert.deepEqual(textOf(bettered, uri('1-0-0')), documentOf(uri('1-0-0'), { type: 'object', description: 'new' }));
  const broken = indexTracking([{ ...schemaFile('1-0-0'), text: '{' }, lockFile([uri('1-0-0'), published])]);
  assert.deepEqual(textOf(broken, uri('1-0-0')), published);
});

test('what supersedes a version is written into it, as a registry does', () => {
  const index = indexTracking([
    schemaFile('1-0-0'),
    schemaFile('1-0-1', { $supersededBy: '1-0-3' }),
    schemaFile('1-0-2', { $supersedes: ['1-0-0', '1-0-3', '1-0-2', 'x', '1-0-9'] }),
    schemaFile('1-0-3', { $supersedes: ['1-0-0', '1-0-1', '1-0-2'] }),
    schemaFile('1-0-4', { $supersedes: 'x' }),
  ]);
  const by = ['1-0-0', '1-0-1', '1-0-2', '1-0-3', '1-0-4'].map(
    (version) => (textOf(index, uri(version)) as JsonObject)['$supersededBy'],
  );
  assert.deepEqual(by, ['1-0-3', '1-0-3', '1-0-3', undefined, undefined]);
});

test('files that cannot be used are told, and take nothing else with them', () => {
  const index = indexTracking([
    schemaFile('1-0-0'),
    { path: 'schemas/com.acme/product/1-0-0', text: '{}' },
    { path: 'schemas/com.acme/product/jsonschema/1-0-1', text: '{\n  "a": 1\n  "b": 2\n}' },
    { path: 'schemas/com.acme/product/jsonschema/1-0-2', text: '[]' },
    { path: 'big.yml', text: '', problem: 'it is larger than 5 bytes' },
    { path: 'twin.yml', text: 'vendor: com.acme\nevents:\n  product: {}\n' },
    { path: 'bad.yml', text: 'a: [' },
    { path: 'schemas.lock', text: '<<<<<<< HEAD' },
  ]);
  assert.deepEqual(
    problemsOf(index).map((problem) => problem.replace(/YAML: .* →/, 'YAML: … →')),
    [
      'schemas/com.acme/product/1-0-0:undefined warning This file is not where a schema is looked for → Schemas lie at schemas/<vendor>/<name>/jsonschema/<version>.',
      'schemas/com.acme/product/jsonschema/1-0-1:2 error The schema cannot be read: it is no JSON that we accept: it is malformed at character 13 (21 characters)',
      'schemas/com.acme/product/jsonschema/1-0-2:undefined error The schema cannot be read: it is no JSON object',
      'big.yml:undefined error It was not read: it is larger than 5 bytes',
      `twin.yml:3 error ${uri('1-0-0')} is already in schemas/com.acme/product/jsonschema/1-0-0 → Remove one of the two.`,
      'bad.yml:1 error This is not YAML: … → Indentation is two spaces, and text with a colon needs quotes.',
      'schemas.lock:1 error The published schemas are not known: it is no JSON that we accept: it is malformed (12 characters) → Take it from git as it was: git checkout HEAD -- <folder>/schemas.lock',
    ],
  );
  assert.deepEqual([...index.texts.keys()].toSorted(), [uri('1-0-0'), uri('1-0-1'), uri('1-0-2')]);
  assert.equal(index.texts.get(uri('1-0-2'))?.text, '[]');
});

test('lines of JSON files are those of the keywords, tabs or not', () => {
  const text = JSON.stringify(documentOf(uri('1-0-0'), { properties: { a: { maxLength: 5 } } }), null, '\t');
  const draft = indexTracking([{ ...schemaFile('1-0-0'), text }]).drafts.get(uri('1-0-0'));
  const line = text.split('\n').findIndex((candidate) => candidate.includes('maxLength')) + 1;
  assert.deepEqual([draft?.lineAt('/properties/a/maxLength'), draft?.lineAt('')], [line, 1]);
});

test('a lock file is the same for the same schemas, by name and version', () => {
  const names = [uri('1-0-10'), uri('1-0-9'), uri('2-0-0', 'a'), uri('1-1-0'), 'iglu:com.abc/z/jsonschema/1-0-0'];
  const entries = names.map((name) => [name, documentOf(name)] as const);
  const text = renderLock(new Map(entries));
  assert.equal(renderLock(new Map(entries.toReversed())), text);
  const lock = parseLock(text);
  assert.ok(typeof lock !== 'string');
  assert.deepEqual(
    [...lock.keys()],
    ['iglu:com.abc/z/jsonschema/1-0-0', uri('2-0-0', 'a'), uri('1-0-9'), uri('1-0-10'), uri('1-1-0')],
  );
  assert.equal(compareUris('x', 'y'), -1);
});

test('a lock file that is none says why', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'it is no JSON that we accept: it is malformed (0 characters)'],
    ['[]', 'it is no lock file of format 1'],
    ['{"format":2,"schemas":{}}', 'it is no lock file of format 1'],
    ['{"format":1}', 'it is no lock file of format 1'],
    ['{"format":1,"schemas":{"x":{}}}', 'an entry of it is no schema'],
    [`{"format":1,"schemas":{"${uri('1-0-0')}":[]}}`, 'an entry of it is no schema'],
  ];
  for (const [text, reason] of cases) assert.equal(parseLock(text), reason);
});
