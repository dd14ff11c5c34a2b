import assert from 'node:assert/strict';
import { chmod, chown, mkdir, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { connectLineClient, type LineClient } from '../../../../src/adapters/local-socket/line-client.ts';
import { startLineServer, type Operation } from '../../../../src/adapters/local-socket/line-server.ts';
import { CryptError } from '../../../../src/kernel/crypt-error.ts';
import type { JsonObject } from '../../../../src/kernel/parse-json.ts';
import { refusal } from '../../../support/refusal.ts';
import { signalled } from '../../../support/signalled.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const hinted = new CryptError({
  code: 'SHOP_CLOSED',
  kind: 'user',
  message: 'Closed.',
  hint: 'Wait.',
  params: { at: 9 },
});

/** Ends when its signal aborts. */
const untilAborted = (_: JsonObject, signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'));
  });

const operations: Readonly<Record<string, Operation>> = {
  echo: async (params) => params['value'] ?? null,
  wait: untilAborted,
  fail: async () => {
    throw hinted;
  },
  crash: async () => {
    throw new TypeError('two\nlines');
  },
  silent: async () => undefined,
};

async function connected(t: TestContext): Promise<{ client: LineClient; path: string; close: () => Promise<void> }> {
  const path = join(await tempFolder(t), 'run', 'x.sock');
  const server = await startLineServer(path, operations);
  const client = await connectLineClient(path, 'the shop');
  t.after(async () => {
    client?.close();
    await server.close();
  });
  assert.ok(client !== undefined);
  return { client, path, close: () => server.close() };
}

test('what is asked is answered, each to its own question, whatever the values', async (t) => {
  const { client } = await connected(t);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 8 }), async (values) => {
      const answers = await Promise.all(values.map((value) => client.ask('echo', { value })));
      assert.deepEqual(answers, JSON.parse(JSON.stringify(values)));
    }),
    { numRuns: 40, examples: [[['line\nfeed', 'line\u2028separator', '', null, '😀']]] },
  );
  assert.equal(await client.ask('silent', {}), null);
});

test('no character within a value ends a line', async (t) => {
  const { client } = await connected(t);
  for (const value of ['a\u2028b', 'a\u2029b', 'a\rb', 'a\nb', '🙂'.repeat(100_000)]) {
    assert.equal(await client.ask('echo', { value }), value);
  }
});

test('an error keeps its code, kind, texts and values on the wire', async (t) => {
  const { client } = await connected(t);
  const error = await refusal('SHOP_CLOSED', () => client.ask('fail', {}));
  const { code, kind, message, hint, params } = error;
  const { code: c, kind: k, message: m, hint: h, params: p } = hinted;
  assert.deepEqual({ code, kind, message, hint, params }, { code: c, kind: k, message: m, hint: h, params: p });
  const defect = await refusal('KERNEL_INVARIANT', () => client.ask('crash', {}));
  assert.deepEqual([defect.kind, defect.message], ['bug', 'two lines']);
});

test('a request that is not understood is SOCKET_REQUEST, and the connection goes on', async (t) => {
  const { client, path } = await connected(t);
  for (const op of ['kuery', 'constructor', '__proto__', 'toString', '']) {
    const error = await refusal('SOCKET_REQUEST', () => client.ask(op, {}));
    assert.equal(error.params['reason'], `no operation named ${JSON.stringify(op)}`);
  }
  const raw = connect(path);
  t.after(() => raw.destroy());
  raw.write('nonsense\n[]\n{"op":"echo"}\n{"id":7,"op":"echo","params":{"value":1}}\n');
  const codes: unknown[] = [];
  for await (const line of createInterface({ input: raw })) {
    const { id, error, result } = JSON.parse(line) as { id: number; error?: JsonObject; result?: unknown };
    codes.push([id, error?.['code'] ?? result]);
    if (codes.length === 4) break;
  }
  assert.deepEqual(codes, [
    [0, 'JSON_REFUSED'],
    [0, 'SOCKET_REQUEST'],
    [0, 'SOCKET_REQUEST'],
    [7, 1],
  ]);
});

test('a request is cancelled alone: later, at once, or before it was asked', async (t) => {
  const { client } = await connected(t);
  const early = AbortSignal.abort();
  assert.equal(await client.ask('wait', {}, early), 'aborted');
  const first = new AbortController();
  const second = new AbortController();
  const one = client.ask('wait', {}, first.signal);
  const two = client.ask('wait', {}, second.signal);
  first.abort();
  assert.equal(await one, 'aborted');
  assert.equal(await Promise.race([two, client.ask('echo', { value: 'still waits' })]), 'still waits');
  second.abort();
  assert.equal(await two, 'aborted');
  assert.equal(await client.ask('echo', { value: 3 }), 3, 'a late cancel harms nothing');
});

test('what is told before the answer reaches who asked, in order, and nobody else', async (t) => {
  const path = join(await tempFolder(t), 'x.sock');
  const server = await startLineServer(path, {
    count: async ({ to }, _, progress) => {
      for (let i = 1; i <= Number(to); i++) {
        progress(i);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return 'done';
    },
  });
  const client = await connectLineClient(path, 'the shop');
  t.after(async () => {
    client?.close();
    await server.close();
  });
  const heard: Record<string, unknown[]> = { two: [], three: [] };
  const answers = await Promise.all([
    client?.ask('count', { to: 2 }, undefined, (value) => heard['two']?.push(value)),
    client?.ask('count', { to: 3 }, undefined, (value) => heard['three']?.push(value)),
    client?.ask('count', { to: 4 }),
  ]);
  assert.deepEqual([answers, heard], [['done', 'done', 'done'], { two: [1, 2], three: [1, 2, 3] }]);
});

test('a caller that goes away aborts what it asked for', async (t) => {
  const path = join(await tempFolder(t), 'x.sock');
  const [gone, aborted] = signalled();
  const [asked, seen] = signalled();
  const server = await startLineServer(path, {
    wait: async (params, signal) => {
      seen();
      await untilAborted(params, signal);
      aborted();
    },
  });
  t.after(() => server.close());
  const client = await connectLineClient(path, 'the shop');
  const waiting = refusal('SOCKET_CLOSED', async () => client?.ask('wait', {}));
  await asked;
  client?.close();
  await Promise.all([gone, waiting]);
});

test('a server that goes away is SOCKET_CLOSED for what waits and for what comes', async (t) => {
  const { client, close } = await connected(t);
  const waiting = refusal('SOCKET_CLOSED', () => client.ask('wait', {}));
  await client.ask('echo', {});
  await close();
  const error = await waiting;
  assert.deepEqual({ ...error.params, kind: error.kind }, { peer: 'the shop', kind: 'transient' });
  await refusal('SOCKET_CLOSED', () => client.ask('echo', {}));
});

test('an answer that is none ends the connection instead of the process', async (t) => {
  const path = join(await tempFolder(t), 'x.sock');
  for (const answer of [
    'nonsense',
    '[]',
    'null',
    '{"id":"1"}',
    `{"id":1,"result":${'['.repeat(300)}${']'.repeat(300)}}`,
  ]) {
    const server = createServer((socket) => {
      socket.on('data', () => socket.write(`${answer}\n`));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(path, () => resolve()));
    const client = await connectLineClient(path, 'the shop');
    await refusal('SOCKET_CLOSED', async () => client?.ask('echo', {}));
    await new Promise((resolve) => server.close(resolve));
  }
});

test('nobody there is undefined, whether nothing is at the path or a dead process left a socket', async (t) => {
  const path = join(await tempFolder(t), 'x.sock');
  assert.equal(await connectLineClient(path, 'the shop'), undefined);
  await writeFile(path, '');
  assert.equal(await connectLineClient(path, 'the shop'), undefined);
  const server = await startLineServer(path, operations);
  const client = await connectLineClient(path, 'the shop');
  assert.equal(await client?.ask('echo', { value: 1 }), 1);
  client?.close();
  await server.close();
  await assert.rejects(stat(path), { code: 'ENOENT' });
});

test('the socket and its folder are for this user alone, even where the folder was open', async (t) => {
  const folder = join(await tempFolder(t), 'run');
  await mkdir(folder);
  await chmod(folder, 0o777);
  const path = join(folder, 'x.sock');
  const server = await startLineServer(path, operations);
  t.after(() => server.close());
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

// Only root can give a folder away; elsewhere there is none to try it on.
test('a folder of another user is refused with SOCKET_FOLDER', { skip: process.getuid?.() !== 0 }, async (t) => {
  const folder = join(await tempFolder(t), 'run');
  await mkdir(folder);
  await chown(folder, 65_534, 65_534);
  const error = await refusal('SOCKET_FOLDER', () => startLineServer(join(folder, 'x.sock'), operations));
  assert.deepEqual({ ...error.params, kind: error.kind }, { folder, kind: 'terminal' });
});
