import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { HttpRegistry, type HttpRegistryOptions } from '../../../../src/adapters/iglu/http-registry.ts';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import type { SchemaReading } from '../../../../src/contracts/schema-source.ts';
import { SchemaBook } from '../../../../src/schemas/schema-book.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { documentOf, keyOf } from '../../../support/schema-of.ts';
import { schemaServer, serveTexts, type SchemaServer } from '../../../support/schema-server.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const NEVER = new AbortController().signal;

function uri(version: string, name = 'product'): string {
  return `iglu:com.acme/${name}/jsonschema/${version}`;
}

function textOf(schema: string): string {
  return JSON.stringify(documentOf(schema));
}

function pathOf(schema: string): string {
  return `/schemas/${schema.slice('iglu:'.length)}`;
}

function textsOf(...uris: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(uris.map((name) => [pathOf(name), textOf(name)]));
}

interface Rig {
  readonly registry: HttpRegistry;
  readonly server: SchemaServer;
  readonly clock: ManualClock;
  readonly folder: string;
  /** Another one on the same cache, as after a restart. */
  readonly again: (options?: Partial<HttpRegistryOptions>) => HttpRegistry;
}

async function rigOf(
  t: TestContext,
  answer: SchemaServer['answer'],
  options: Partial<HttpRegistryOptions> = {},
): Promise<Rig> {
  const server = await schemaServer(t, answer);
  const folder = await tempFolder(t);
  const clock = new ManualClock();
  const again = (others: Partial<HttpRegistryOptions> = {}): HttpRegistry =>
    new HttpRegistry({
      name: 'acme',
      url: server.url,
      apiKey: undefined,
      vendors: [],
      timeoutMs: 10_000,
      cacheFolder: folder,
      files: nodeFiles,
      clock,
      isSchema: (text) => text.startsWith('{'),
      ...options,
      ...others,
    });
  return { registry: again(), server, clock, folder, again };
}

function read(registry: HttpRegistry, schema: string, signal = NEVER): Promise<SchemaReading> {
  return registry.read(keyOf(schema), signal);
}

function unavailable(reason: string): SchemaReading {
  return { outcome: 'unavailable', reason: `registry acme: ${reason}` };
}

test('what a registry has is found, and what it answers 404 for is missing', async (t) => {
  const { registry, server } = await rigOf(t, serveTexts(textsOf(uri('1-0-0'))));
  assert.deepEqual(await read(registry, uri('1-0-0')), { outcome: 'found', text: textOf(uri('1-0-0')) });
  assert.deepEqual(await read(registry, uri('1-0-1')), { outcome: 'missing' });
  assert.deepEqual(server.asked, [pathOf(uri('1-0-0')), pathOf(uri('1-0-1'))]);
});

test('its address may have a path, with or without a slash at its end', async (t) => {
  const { server, again } = await rigOf(t, serveTexts({ [`/iglu/a${pathOf(uri('1-0-0'))}`]: textOf(uri('1-0-0')) }));
  for (const url of [`${server.url}/iglu/a`, `${server.url}/iglu/a/`]) {
    const cacheFolder = await tempFolder(t);
    assert.equal((await read(again({ url, cacheFolder }), uri('1-0-0'))).outcome, 'found');
  }
});

test('what was found is asked for once, and stays when the registry goes away', async (t) => {
  const { registry, server, again } = await rigOf(t, serveTexts(textsOf(uri('1-0-0'))));
  const found = await read(registry, uri('1-0-0'));
  assert.deepEqual(await read(registry, uri('1-0-0')), found);
  assert.deepEqual(await read(again(), uri('1-0-0')), found);
  assert.equal(server.asked.length, 1);
  await server.close();
  assert.deepEqual(await read(again(), uri('1-0-0')), found);
  assert.deepEqual(await again().list(), [keyOf(uri('1-0-0'))]);
});

test('a damaged file of the cache is passed over, and written again', async (t) => {
  const { registry, server, folder, again } = await rigOf(t, serveTexts(textsOf(uri('1-0-0'))));
  const found = await read(registry, uri('1-0-0'));
  const path = join(folder, 'com.acme/product/jsonschema/1-0-0');
  const whole = await readFile(path, 'utf8');
  const damages = ['', 'x', whole.slice(0, -1), whole.replace('object', 'string'), whole.slice(70), `${whole} `];
  for (const damage of damages) {
    await writeFile(path, damage);
    assert.deepEqual(await read(again(), uri('1-0-0')), found);
    assert.equal(await readFile(path, 'utf8'), whole);
  }
  assert.equal(server.asked.length, 1 + damages.length);
  assert.deepEqual(await readdir(join(folder, 'com.acme/product/jsonschema')), ['1-0-0']);
});

test('a text that is not the schema is handed on, and not kept', async (t) => {
  const { registry, server, folder } = await rigOf(t, (_, response) => response.end('<html>'));
  for (let i = 0; i < 2; i++)
    assert.deepEqual(await read(registry, uri('1-0-0')), { outcome: 'found', text: '<html>' });
  assert.equal(server.asked.length, 2);
  assert.deepEqual(await readdir(folder), []);
});

test('a cache that cannot be written does no harm', async (t) => {
  const { registry, folder } = await rigOf(t, serveTexts(textsOf(uri('1-0-0'))));
  await rm(folder, { recursive: true });
  await writeFile(folder, '');
  assert.equal((await read(registry, uri('1-0-0'))).outcome, 'found');
  assert.equal((await read(registry, uri('1-0-1'))).outcome, 'missing');
  await rm(folder);
});

test('a registry that never answers, or not to the end, is unavailable after its time', async (t) => {
  const { server, again } = await rigOf(t, () => undefined, { timeoutMs: 300 });
  const reason = unavailable('it did not answer within 300 ms');
  const answers: readonly SchemaServer['answer'][] = [
    () => undefined,
    (_, response) => void response.writeHead(200).write('{'),
    (_, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
  ];
  for (const answer of answers) {
    server.answer = answer;
    const startedMs = performance.now();
    assert.deepEqual(await read(again(), uri('1-0-0')), reason);
    assert.ok(performance.now() - startedMs < 3_000);
  }
});

test('an endless body is cut off', async (t) => {
  let sentBytes = 0;
  const { registry } = await rigOf(
    t,
    (_, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sentBytes += 65_536;
        if (response.write(Buffer.alloc(65_536, ' '))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    },
    { timeoutMs: 5_000 },
  );
  assert.deepEqual(await read(registry, uri('1-0-0')), unavailable('it sent more than 2097152 bytes'));
  assert.ok(sentBytes < 40_000_000, String(sentBytes));
});

test('other answers are unavailable, with the status and nothing of the text', async (t) => {
  const { server, again } = await rigOf(t, () => undefined);
  for (const status of [204, 304, 400, 401, 403, 410, 429, 500, 503]) {
    server.answer = (_, response) =>
      response.writeHead(status).end(status === 204 || status === 304 ? undefined : 'S3CR3T');
    assert.deepEqual(await read(again(), uri('1-0-0')), unavailable(`it answered ${status}`));
  }
  server.answer = (_, response) => void response.socket?.end('nonsense\r\n\r\n');
  const reading = await read(again(), uri('1-0-0'));
  assert.ok(
    reading.outcome === 'unavailable' && /^registry acme: it could not be reached \([\w ]+\)$/.test(reading.reason),
    JSON.stringify(reading),
  );
  await server.close();
  assert.deepEqual(await read(again(), uri('1-0-0')), unavailable('it could not be reached (ECONNREFUSED)'));
});

test('redirects are followed on the same host alone, and not for ever', async (t) => {
  const texts = { ...textsOf(uri('1-0-0')), '/moved': textOf(uri('1-0-0')) };
  const { server, again } = await rigOf(t, serveTexts(texts));
  const redirect =
    (location: string): SchemaServer['answer'] =>
    (request, response) => {
      if (request.url === '/moved') serveTexts(texts)(request, response);
      else response.writeHead(302, { location }).end();
    };
  server.answer = redirect('/moved');
  assert.equal((await read(again({ cacheFolder: await tempFolder(t) }), uri('1-0-0'))).outcome, 'found');
  for (const location of [
    'http://example.invalid/',
    'http://localhost/x',
    '//example.invalid/x',
    'file:///etc/passwd',
    'http://[',
  ]) {
    server.answer = redirect(location);
    assert.deepEqual(
      await read(again(), uri('1-0-0')),
      unavailable('it redirects to another host, which is not followed'),
    );
  }
  server.asked.length = 0;
  server.answer = redirect('/again');
  assert.deepEqual(await read(again(), uri('1-0-0')), unavailable('it redirects more than 3 times'));
  assert.equal(server.asked.length, 4);
});

test('the key is sent as a header, and shown nowhere', async (t) => {
  const keys: unknown[] = [];
  const { again } = await rigOf(t, ({ headers }, response) => {
    keys.push(headers['apikey']);
    response.writeHead(500).end();
  });
  const withKey = (value: string | undefined): Promise<SchemaReading> =>
    read(again({ apiKey: { variable: 'ACME_KEY', value } }), uri('1-0-0'));
  assert.deepEqual(await withKey('S3CR3T'), unavailable('it answered 500'));
  assert.deepEqual(await withKey(undefined), unavailable('its key is not set (ACME_KEY)'));
  assert.deepEqual(await withKey(''), unavailable('its key is not set (ACME_KEY)'));
  assert.deepEqual(await withKey('S3CR3T\r\nx: y'), unavailable('its key cannot be sent in a header (ACME_KEY)'));
  await read(again(), uri('1-0-0'));
  assert.deepEqual(keys, ['S3CR3T', undefined]);
});

test('it is asked only for the vendors that it is for', async (t) => {
  const { registry, server } = await rigOf(t, serveTexts({}), { vendors: ['com.acme', 'org'] });
  for (const vendor of ['com.acme', 'com.acme.shop', 'com.acmeshop', 'com', 'org.x', 'net']) {
    await read(registry, `iglu:${vendor}/x/jsonschema/1-0-0`);
  }
  assert.deepEqual(
    server.asked.map((path) => path.split('/')[2]),
    ['com.acme', 'com.acme.shop', 'org.x'],
  );
});

test('names that would lead elsewhere are nobody’s, and nobody is asked', async (t) => {
  const { registry, server, folder } = await rigOf(t, (_, response) => response.end('{}'));
  const names = [
    'iglu:../x/jsonschema/1-0-0',
    'iglu:./x/jsonschema/1-0-0',
    'iglu:.../x/jsonschema/1-0-0',
    `iglu:${'v'.repeat(300)}/x/jsonschema/1-0-0`,
    `iglu:v/${'n'.repeat(300)}/jsonschema/1-0-0`,
    `iglu:v/n/jsonschema/1-0-${'1'.repeat(40)}`,
  ];
  for (const name of names) assert.deepEqual(await read(registry, name), { outcome: 'missing' });
  assert.deepEqual([server.asked, await readdir(folder)], [[], []]);
});

test('a dead registry is asked three times, then left alone for longer and longer, with one probe at a time', async (t) => {
  const { registry, server, clock } = await rigOf(t, (_, response) => response.writeHead(500).end());
  const ask = async (): Promise<number> => {
    const before = server.asked.length;
    await Promise.all([1, 2, 3].map((at) => read(registry, uri(`1-0-${at}`))));
    return server.asked.length - before;
  };
  assert.equal(await ask(), 3);
  assert.equal(await ask(), 0);
  assert.deepEqual(await read(registry, uri('1-0-0')), unavailable('it answered 500; it is left alone for 5 s'));
  for (const waitMs of [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
    clock.advance(waitMs - 1);
    assert.equal(await ask(), 0, String(waitMs));
    clock.advance(1);
    assert.equal(await ask(), 1, String(waitMs));
  }
  clock.advance(300_000);
  server.answer = serveTexts({});
  // Those that come after its answer are asked at once.
  assert.ok((await ask()) >= 1);
  assert.equal(await ask(), 3);
});

test('a reading that is interrupted ends at once, and is no failure of the registry', async (t) => {
  const { registry, server } = await rigOf(t, () => undefined, { timeoutMs: 20_000 });
  for (let i = 0; i < 5; i++) {
    const stop = new AbortController();
    server.answer = () => stop.abort();
    assert.deepEqual(await read(registry, uri('1-0-0'), stop.signal), unavailable('it was interrupted'));
  }
  server.answer = serveTexts(textsOf(uri('1-0-0')));
  assert.equal((await read(registry, uri('1-0-0'))).outcome, 'found');
});

test('the ends of lists are noted, so that all versions are known when the registry is gone', async (t) => {
  const uris = ['1-0-0', '1-0-1', '1-2-0'].map((version) => uri(version));
  const { registry, server, clock, folder, again } = await rigOf(t, serveTexts(textsOf(...uris)));
  const versions = async (source: HttpRegistry): Promise<unknown> => {
    const book = new SchemaBook({ sources: [source], clock });
    await book.load([uri('1-2-0')], NEVER);
    const entry = book.lookup(uri('1-2-0'));
    return entry.state === 'known' ? entry.schema.versions.map(({ version }) => version) : entry;
  };
  assert.deepEqual(await versions(registry), ['1-0-0', '1-0-1', '1-2-0']);
  await read(registry, uri('1-0-7'));
  await read(registry, uri('1-2-1'));
  await read(registry, uri('1-0-0', 'stranger'));
  const kept = ['1-0-0', '1-0-1', '1-0-2.missing', '1-1-0.missing', '1-2-0'];
  assert.deepEqual((await readdir(join(folder, 'com.acme/product/jsonschema'))).toSorted(), kept);
  assert.deepEqual(await readdir(join(folder, 'com.acme')), ['product']);
  // A note does not count while the registry answers.
  server.answer = serveTexts(textsOf(...uris, uri('1-0-2')));
  assert.deepEqual(await versions(again()), ['1-0-0', '1-0-1', '1-0-2', '1-2-0']);
  await server.close();
  assert.deepEqual(await versions(again()), ['1-0-0', '1-0-1', '1-0-2', '1-2-0']);
  await rm(join(folder, 'com.acme/product/jsonschema/1-0-3.missing'));
  assert.deepEqual(await versions(again()), {
    state: 'unavailable',
    reason: 'version 1-0-3: registry acme: it could not be reached (ECONNREFUSED)',
  });
  await rm(join(folder, 'com.acme/product/jsonschema/1-0-2'));
  assert.deepEqual(await versions(again()), ['1-0-0', '1-0-1', '1-2-0']);
});

test('a bad registry harms no other: each schema ends in its state in bounded time', async (t) => {
  const hostile: Readonly<Record<string, (response: Parameters<SchemaServer['answer']>[1]) => void>> = {
    slow: () => undefined,
    lying: (response) => void response.end(textOf(uri('1-0-0', 'other'))),
    html: (response) => void response.end('<html>'),
    cyclic: (response) => void response.end(JSON.stringify(documentOf(uri('1-0-0', 'cyclic'), { $ref: '#' }))),
    regex: (response) =>
      void response.end(JSON.stringify(documentOf(uri('1-0-0', 'regex'), { pattern: '(a+)+(?!b)' }))),
    good: (response) => void response.end(textOf(uri('1-0-0', 'good'))),
  };
  const { registry, clock } = await rigOf(t, ({ url = '' }, response) => hostile[url.split('/')[3] ?? '']?.(response), {
    isSchema: () => false,
    timeoutMs: 300,
  });
  const dead = await schemaServer(t, () => undefined);
  await dead.close();
  const uris = Object.keys(hostile).map((name) => uri('1-0-0', name));
  const book = new SchemaBook({ sources: [registry], clock });
  const startedMs = performance.now();
  await book.load(uris, NEVER);
  assert.ok(performance.now() - startedMs < 5_000);
  assert.deepEqual(
    uris.map((name) => book.lookup(name).state),
    ['unavailable', 'broken', 'broken', 'broken', 'broken', 'known'],
  );
});

test('an error that is no system’s is not swallowed', async (t) => {
  const { again } = await rigOf(t, serveTexts(textsOf(uri('1-0-0'))));
  const files = { ...nodeFiles, readFile: () => Promise.reject(new TypeError('a defect')) };
  await assert.rejects(read(again({ files }), uri('1-0-0')), TypeError);
  const full = {
    ...nodeFiles,
    replaceFile: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
  };
  assert.equal((await read(again({ files: full }), uri('1-0-0'))).outcome, 'found');
});
