import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, test } from 'node:test';
import { tempFolder } from '../../support/temp-folder.ts';
import { INSURER, loadGenerator, type Account } from '../../support/example-modules.ts';

const generator = await loadGenerator();
const TODAY = new Date('2026-03-04T05:06:07Z');
const PROGRAM = fileURLToPath(new URL('generate/generate.js', INSURER));

describe('the options of the generator', () => {
  test('have defaults, and each is read', () => {
    assert.deepEqual(generator.parseOptions([], TODAY), {
      visitors: 1000,
      months: 18,
      until: TODAY,
      seed: 1,
      collector: new URL('http://127.0.0.1:4320'),
      connections: 32,
      out: undefined,
      dryRun: false,
      json: false,
      help: false,
    });
    const args = [
      '--visitors=5',
      '--months=2',
      '--until=2026-01-31',
      '--seed=0',
      '--connections=1',
      '--out=x',
      '--json',
    ];
    const { visitors, months, until, seed, connections, out, json } = generator.parseOptions(args, TODAY);
    assert.deepEqual(
      [visitors, months, until, seed, connections, out, json],
      [5, 2, new Date('2026-01-31T00:00:00Z'), 0, 1, 'x', true],
    );
  });

  const refused =
    '--visitors=0 --visitors=1.5 --visitors=many --months=121 --seed=-1 --connections=0 ' +
    '--until=yesterday --until=2026-13-01 --collector=4320 --collector=ftp://x --colour=blue now';
  for (const arg of refused.split(' ')) {
    test(`${arg} is refused`, () => {
      assert.throws(() => generator.parseOptions([arg], TODAY), { message: new RegExp(arg.split('=')[0] ?? '') });
    });
  }
});

test('the command writes as many lines as it says, and the same again', async (t) => {
  const folder = await tempFolder(t);
  const run = async (file: string): Promise<[Account, string]> => {
    const args = [PROGRAM, '--visitors=20', '--months=3', '--until=2026-01-01', '--json', `--out=${file}`];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return [JSON.parse(stdout) as Account, readFileSync(file, 'utf8')];
  };
  const [account, text] = await run(join(folder, 'one'));
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, account.requests);
  assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? '') as object), ['timeMs', 'path', 'headers', 'body']);
  assert.deepEqual(await run(join(folder, 'other')), [account, text]);
});

test('the command says what is wrong with its options, and exits 2', async () => {
  const failed = await promisify(execFile)(process.execPath, [PROGRAM, '--visitors=none']).catch(
    (error: unknown) => error,
  );
  const { code, stderr } = failed as { code: number; stderr: string };
  assert.equal(code, 2);
  assert.match(stderr, /^--visitors is a whole number from 1 to 10000000, not none\n/);
});

describe('sending', () => {
  const OUTGOING = Array.from({ length: 40 }, (_, at) => ({
    headers: { 'Content-Type': 'application/json' },
    body: `${at}`,
  }));

  async function collect(
    listener: (body: string, attempt: number) => { status: number; headers?: Record<string, string> },
  ): Promise<{
    send: () => Promise<void>;
    bodies: string[];
    connections: () => number;
    most: () => number;
    close: () => void;
  }> {
    const bodies: string[] = [];
    let [open, most, connections] = [0, 0, 0];
    const answer: RequestListener = (request, response) => {
      most = Math.max(most, ++open);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const { status, headers = {} } = listener(body, bodies.length);
        if (status === 200) bodies.push(body);
        setImmediate(() => {
          open--;
          response.writeHead(status, headers).end('ok');
        });
      });
    };
    const server = createServer(answer).on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const collector = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return {
      send: () => generator.sendAll(OUTGOING, { collector, connections: 4 }),
      bodies,
      connections: () => connections,
      most: () => most,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  test('keeps its connections, and has no more on their way than it was told', async () => {
    const collector = await collect(() => ({ status: 200 }));
    await collector.send();
    collector.close();
    assert.deepEqual(collector.bodies.toSorted(), OUTGOING.map(({ body }) => body).toSorted());
    assert.ok(collector.most() <= 4 && collector.connections() <= 4);
  });

  test('sends again what a busy collector did not take', async () => {
    let refused = 0;
    const collector = await collect((body) =>
      body === '7' && refused++ === 0 ? { status: 503, headers: { 'Retry-After': '1' } } : { status: 200 },
    );
    await collector.send();
    collector.close();
    assert.deepEqual(collector.bodies.toSorted(), OUTGOING.map(({ body }) => body).toSorted());
  });

  test('ends at another refusal, and says which', async () => {
    const collector = await collect((body) => ({ status: body === '7' ? 404 : 200 }));
    await assert.rejects(collector.send(), {
      message: /^The collector at http:.* does not take events: it answered 404\.$/,
    });
    collector.close();
    assert.ok(collector.bodies.length < OUTGOING.length);
  });
});
