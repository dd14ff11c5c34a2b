import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnownSchema, SchemaEntry } from '../../../src/schemas/find-schema.ts';
import { SchemaBook } from '../../../src/schemas/schema-book.ts';
import { schemaDigest } from '../../../src/schemas/schema-digest.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MemorySchemas } from '../../support/memory-schemas.ts';
import { documentOf, keyOf } from '../../support/schema-of.ts';

const NEVER = new AbortController().signal;

/** `iglu:com.acme/<name>/jsonschema/<version>`. */
function uri(version: string, name = 'product'): string {
  return `iglu:com.acme/${name}/jsonschema/${version}`;
}

function bookOf(...sources: readonly MemorySchemas[]): { readonly book: SchemaBook; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { book: new SchemaBook({ sources, clock }), clock };
}

async function loaded(book: SchemaBook, wanted: string): Promise<SchemaEntry> {
  await book.load([wanted], NEVER);
  return book.lookup(wanted);
}

async function known(book: SchemaBook, wanted: string): Promise<KnownSchema> {
  const entry = await loaded(book, wanted);
  assert.ok(entry.state === 'known', JSON.stringify(entry));
  return entry.schema;
}

function versionsOf({ versions }: KnownSchema): readonly string[] {
  return versions.map(({ version }) => version);
}

test('a schema is unloaded, then known: with its document, its source and what judges', async () => {
  const { book } = bookOf(new MemorySchemas('project'), new MemorySchemas('built-in', uri('1-0-0')));
  assert.deepEqual(book.lookup(uri('1-0-0')), { state: 'unloaded' });
  const schema = await known(book, uri('1-0-0'));
  const document = documentOf(uri('1-0-0'));
  const digest = schemaDigest(document);
  assert.deepEqual(
    { ...schema, validWith: schema.validWith.key },
    {
      key: keyOf(uri('1-0-0')),
      uri: uri('1-0-0'),
      document,
      digest,
      source: 'built-in',
      validWith: keyOf(uri('1-0-0')),
      supersededBy: undefined,
      versions: [{ version: '1-0-0', document, digest }],
    },
  );
  assert.equal(schema.validWith.validate('x').length, 1);
  assert.deepEqual(book.known(), [schema]);
  assert.equal(book.lookup(uri('1-0-0')), book.lookup(uri('1-0-0')));
});

test('the first source that has a schema wins, and later ones are not asked', async () => {
  const [first, second] = [new MemorySchemas('first'), new MemorySchemas('second', uri('1-0-0'))];
  first.add(uri('1-0-0'), { type: 'string' });
  const schema = await known(bookOf(first, second).book, uri('1-0-0'));
  assert.deepEqual([schema.source, schema.document['type']], ['first', 'string']);
  assert.deepEqual(second.asked, []);
});

test('all versions of the model up to the schema are walked, and a hole ends its revision', async () => {
  const versions = ['1-0-0', '1-0-1', '1-0-3', '1-2-0', '1-2-1', '1-3-1', '1-3-2', '1-3-4', '2-0-0'];
  const source = new MemorySchemas('s', ...versions.map((version) => uri(version)));
  const { book } = bookOf(source);
  assert.deepEqual(versionsOf(await known(book, uri('1-0-1'))), ['1-0-0', '1-0-1']);
  assert.deepEqual(versionsOf(await known(book, uri('1-0-3'))), ['1-0-0', '1-0-1', '1-0-3']);
  assert.deepEqual(versionsOf(await known(book, uri('1-2-1'))), ['1-0-0', '1-0-1', '1-2-0', '1-2-1']);
  assert.deepEqual(versionsOf(await known(book, uri('1-3-4'))), ['1-0-0', '1-0-1', '1-2-0', '1-2-1', '1-3-4']);
  assert.deepEqual(versionsOf(await known(book, uri('2-0-0'))), ['2-0-0']);
});

test('a source that has the beginning of a model is taken to have all of it; else all are asked', async () => {
  const local = new MemorySchemas('local', uri('1-0-0'), uri('1-1-0'), uri('1-1-3', 'patched'));
  const remote = new MemorySchemas(
    'remote',
    ...['1-0-0', '1-0-1', '1-1-0', '1-1-1', '1-1-2'].map((version) => uri(version, 'patched')),
  );
  const { book } = bookOf(local, remote);
  remote.down = 'gone';
  assert.deepEqual(versionsOf(await known(book, uri('1-1-0'))), ['1-0-0', '1-1-0']);
  assert.deepEqual(remote.asked, []);
  assert.deepEqual(await loaded(book, uri('1-1-3', 'patched')), {
    state: 'unavailable',
    reason: 'version 1-0-0: gone',
  });
  remote.down = undefined;
  const patched = await known(bookOf(local, remote).book, uri('1-1-3', 'patched'));
  assert.deepEqual(versionsOf(patched), ['1-0-0', '1-0-1', '1-1-0', '1-1-1', '1-1-2', '1-1-3']);
  assert.equal(patched.source, 'local');
});

test('a lower version that cannot be had makes the schema unavailable, and one that lies makes it broken', async () => {
  const source = new MemorySchemas('s', uri('1-0-0'), uri('1-0-1'), uri('1-0-2'));
  source.before = (asked) => {
    source.down = asked === uri('1-0-1') ? 'slow' : undefined;
  };
  assert.deepEqual(await loaded(bookOf(source).book, uri('1-0-2')), {
    state: 'unavailable',
    reason: 'version 1-0-1: slow',
  });
  source.before = () => undefined;
  source.down = undefined;
  source.texts.set(uri('1-0-1'), JSON.stringify(documentOf(uri('1-0-0'))));
  const reason = `version 1-0-1 before it: it says that it is ${uri('1-0-0')}`;
  assert.deepEqual(await loaded(bookOf(source).book, uri('1-0-2')), { state: 'broken', reason });
  source.add(uri('1-0-1'), { pattern: '(' });
  assert.deepEqual(versionsOf(await known(bookOf(source).book, uri('1-0-2'))), ['1-0-0', '1-0-1', '1-0-2']);
});

test('what is no schema is broken, whoever sent it', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['<html>', 'it is no JSON that we accept: it is malformed (6 characters)'],
    ['[]', 'it is no JSON object'],
    ['{}', 'it does not say which schema it is (self)'],
    [JSON.stringify(documentOf(uri('1-0-1'))), `it says that it is ${uri('1-0-1')}`],
    [JSON.stringify(documentOf(uri('1-0-0'), { type: 'x' })), '#/type is no type of JSON'],
    [' '.repeat(3 << 20), 'it is larger than 2097152 bytes'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'it is no JSON that we accept: it nests deeper than 160 levels'],
  ];
  for (const [text, reason] of cases) {
    const source = new MemorySchemas('s');
    source.texts.set(uri('1-0-0'), text);
    assert.deepEqual(await loaded(bookOf(source).book, uri('1-0-0')), { state: 'broken', reason });
  }
});

test('a failing source makes a schema unavailable, unless an earlier one has it', async () => {
  const [local, remote] = [new MemorySchemas('local', uri('1-0-0')), new MemorySchemas('remote')];
  const last = new MemorySchemas('last', uri('1-0-0', 'other'));
  remote.down = 'down';
  const { book } = bookOf(local, remote, last);
  assert.equal((await known(book, uri('1-0-0'))).source, 'local');
  assert.deepEqual(await loaded(book, uri('1-0-0', 'other')), { state: 'unavailable', reason: 'down' });
  assert.deepEqual(last.asked, []);
});

test('what supersedes a schema judges in its place, and its column is the one that data lands in', async () => {
  const source = new MemorySchemas('s', uri('1-0-0'), uri('1-0-4'));
  source.add(uri('1-0-1'), { type: 'string', $supersededBy: '1-0-2' });
  source.add(uri('1-0-2'), { type: 'string', $supersededBy: '1-0-3' });
  source.add(uri('1-0-3'), { type: 'integer' });
  const schema = await known(bookOf(source).book, uri('1-0-1'));
  assert.deepEqual([schema.validWith.key, schema.supersededBy], [keyOf(uri('1-0-3')), keyOf(uri('1-0-3'))]);
  assert.deepEqual([schema.document['type'], schema.validWith.validate(1)], ['string', []]);
  assert.deepEqual(versionsOf(schema), ['1-0-0', '1-0-1', '1-0-2', '1-0-3']);
  const over = new MemorySchemas('s', uri('2-0-0'));
  over.add(uri('1-0-0'), { $supersededBy: '2-0-0' });
  assert.deepEqual(versionsOf(await known(bookOf(over).book, uri('1-0-0'))), ['2-0-0']);
});

test('a superseding version that is missing, broken or unavailable is told', async () => {
  const source = new MemorySchemas('s');
  const state = async (): Promise<SchemaEntry> => loaded(bookOf(source).book, uri('1-0-0'));
  source.add(uri('1-0-0'), { $supersededBy: '1-0-1' });
  assert.deepEqual(await state(), { state: 'broken', reason: '1-0-1 supersedes it, and no source has that' });
  source.add(uri('1-0-1'), { type: 'x' });
  assert.deepEqual(await state(), { state: 'broken', reason: '1-0-1 supersedes it: #/type is no type of JSON' });
  source.texts.set(uri('1-0-1'), '?');
  assert.match(JSON.stringify(await state()), /1-0-1 supersedes it: it is no JSON/);
  source.before = (asked) => {
    source.down = asked === uri('1-0-1') ? 'slow' : undefined;
  };
  assert.deepEqual(await state(), { state: 'unavailable', reason: 'slow' });
  source.before = () => undefined;
  source.down = undefined;
  for (let at = 0; at < 12; at++) source.add(uri(`1-0-${at}`), { $supersededBy: `1-0-${at + 1}` });
  assert.deepEqual(await state(), { state: 'broken', reason: 'more than 10 versions supersede each other' });
  source.add(uri('1-0-0'), { $supersededBy: '1-0-0' });
  assert.deepEqual(await state(), {
    state: 'broken',
    reason: '$supersededBy is not a later version of the same schema',
  });
});

test('a lying registry cannot make the walk endless', async () => {
  const all = new MemorySchemas('s');
  all.read = async ({ vendor, name, format, version }) => ({
    outcome: 'found',
    text: JSON.stringify({ self: { vendor, name, format, version } }),
  });
  const reason = 'it has more than 200 versions';
  for (const version of ['1-0-100000', '1-1-0', '1-999999999-0']) {
    assert.deepEqual(await loaded(bookOf(all).book, uri(version)), { state: 'broken', reason });
  }
  assert.equal(versionsOf(await known(bookOf(all).book, uri('1-0-199'))).length, 200);
});

test('missing, unavailable and broken are remembered, and due again after their times', async () => {
  const source = new MemorySchemas('s');
  const { book, clock } = bookOf(source);
  const states = async (steps: readonly number[]): Promise<readonly string[]> => {
    const seen: string[] = [];
    for (const ms of steps) {
      clock.advance(ms);
      seen.push(book.lookup(uri('1-0-0')).state);
      await book.load([uri('1-0-0')], NEVER);
    }
    return seen;
  };
  assert.deepEqual(await states([0, 59_999, 1]), ['unloaded', 'missing', 'unloaded']);
  source.down = 'down';
  const waits = [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000];
  assert.deepEqual(await states([60_000]), ['unloaded']);
  for (const ms of waits) assert.deepEqual(await states([ms - 1, 1]), ['unavailable', 'unloaded'], String(ms));
  source.down = undefined;
  source.texts.set(uri('1-0-0'), 'x');
  assert.deepEqual(await states([300_000, 299_999, 1]), ['unloaded', 'broken', 'unloaded']);
  source.down = 'down';
  assert.deepEqual(await states([300_000, 4_999, 1]), ['unloaded', 'unavailable', 'unloaded']);
  source.down = undefined;
  source.add(uri('1-0-0'));
  assert.deepEqual(await states([300_000, 1e12]), ['unloaded', 'known']);
});

test('a remembered schema asks nobody', async () => {
  const source = new MemorySchemas('s', uri('1-0-0'));
  const { book } = bookOf(source);
  await book.load([uri('1-0-0'), uri('1-0-0', 'none'), 'no uri', uri('1-0-0')], NEVER);
  assert.deepEqual(source.asked.toSorted(), [uri('1-0-0', 'none'), uri('1-0-0')]);
  assert.deepEqual(
    [uri('1-0-0', 'none'), 'no uri'].map((name) => book.lookup(name).state),
    ['missing', 'missing'],
  );
  source.asked = [];
  await book.load([uri('1-0-0'), uri('1-0-0', 'none'), 'no uri'], NEVER);
  assert.deepEqual(source.asked, []);
});

test('loads at the same time read a schema once, and eight schemas at a time', async () => {
  const uris = Array.from({ length: 30 }, (_, at) => uri('1-0-0', `n${at}`));
  const source = new MemorySchemas('s', ...uris);
  let [now, most] = [0, 0];
  source.before = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    now--;
  };
  const { book } = bookOf(source);
  await Promise.all([book.load(uris, NEVER), book.load(uris, NEVER), book.load(uris.slice(0, 3), NEVER)]);
  assert.deepEqual(source.asked.toSorted(), uris.toSorted());
  assert.equal(most, 8);
  assert.equal(book.known().length, 30);
});

test('an interrupted load says nothing, and another one that waits for it reads itself', async () => {
  const source = new MemorySchemas('s', uri('1-0-0'));
  const { book } = bookOf(source);
  const stop = new AbortController();
  source.before = async () => {
    stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const interrupted = book.load([uri('1-0-0'), uri('1-0-0', 'none')], stop.signal);
  const other = book.load([uri('1-0-0')], NEVER);
  await interrupted;
  await other;
  assert.equal(book.lookup(uri('1-0-0')).state, 'known');
  assert.equal(book.lookup(uri('1-0-0', 'none')).state, 'unloaded');
  const late = new AbortController();
  late.abort();
  source.asked = [];
  await book.load([uri('1-0-0', 'other')], late.signal);
  assert.deepEqual(source.asked, []);
});

test('a load ends when its time is over; what is left is unavailable', async () => {
  const uris = Array.from({ length: 20 }, (_, at) => uri('1-0-0', `n${at}`));
  const source = new MemorySchemas('s', ...uris);
  const { book, clock } = bookOf(source);
  source.before = () => clock.advance(4_000);
  await book.load(uris, NEVER);
  const states = uris.map((name) => book.lookup(name).state);
  assert.ok(source.asked.length < 20, String(source.asked.length));
  assert.deepEqual(new Set(states), new Set(['known', 'unavailable']));
  const left = uris.map((name) => book.lookup(name)).find(({ state }) => state === 'unavailable');
  assert.deepEqual(left, { state: 'unavailable', reason: 'there was no time left for it' });
});

test('after a change everything is asked for again, and what was under way does not count', async () => {
  const source = new MemorySchemas('project', uri('1-0-0'));
  const { book } = bookOf(source);
  assert.equal((await known(book, uri('1-0-0'))).document['type'], 'object');
  source.add(uri('1-0-0'), { type: 'string' });
  book.changed();
  assert.deepEqual([book.lookup(uri('1-0-0')).state, book.known()], ['unloaded', []]);
  assert.equal((await known(book, uri('1-0-0'))).document['type'], 'string');
  book.changed();
  source.before = () => {
    source.before = () => undefined;
    book.changed();
  };
  assert.equal((await loaded(book, uri('1-0-0'))).state, 'unloaded');
  assert.equal((await loaded(book, uri('1-0-0'))).state, 'known');
});

test('when somebody says that it is there now, what was not known is asked for again, and nothing else', async () => {
  const source = new MemorySchemas('project', uri('1-0-0'));
  const { book } = bookOf(source);
  await book.load([uri('1-0-0'), uri('1-0-0', 'late')], NEVER);
  assert.deepEqual([book.lookup(uri('1-0-0', 'late')).state, book.changes()], ['missing', 0]);
  source.add(uri('1-0-0', 'late'), { type: 'object' });
  assert.equal((await loaded(book, uri('1-0-0', 'late'))).state, 'missing', 'not before its time');
  const before = source.asked.length;
  book.askAgain();
  assert.deepEqual([book.lookup(uri('1-0-0')).state, book.changes()], ['known', 0]);
  await known(book, uri('1-0-0', 'late'));
  assert.ok(
    source.asked.slice(before).every((asked) => asked.includes('late')),
    String(source.asked),
  );
  book.changed();
  assert.equal(book.changes(), 1);
});

test('memory is bounded: the least recently used go, unknown names before schemas', async () => {
  const uris = Array.from({ length: 10 }, (_, at) => uri('1-0-0', `n${at}`));
  const source = new MemorySchemas('s', ...uris);
  const book = new SchemaBook({ sources: [source], clock: new ManualClock(), entriesMax: 8 });
  for (const name of uris.slice(0, 5)) await book.load([name], NEVER);
  const strangers = Array.from({ length: 1_000 }, (_, at) => uri('1-0-0', `stranger${at}`));
  for (let at = 0; at < strangers.length; at += 10) await book.load(strangers.slice(at, at + 10), NEVER);
  assert.deepEqual(
    book.known().map(({ uri: name }) => name),
    uris.slice(0, 5),
  );
  const remembered = strangers.filter((name) => book.lookup(name).state !== 'unloaded');
  assert.deepEqual(remembered, strangers.slice(-10));
  await book.load(uris.slice(5), NEVER);
  for (const name of uris.slice(1)) book.lookup(name);
  await book.load([uri('1-0-0', 'more')], NEVER);
  await book.load([], NEVER);
  assert.ok(book.known().length <= 8 && book.lookup(uris[0] ?? '').state === 'unloaded');
});
