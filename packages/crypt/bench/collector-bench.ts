// Durable answers a second: the collector with its log, against the floor, one after the other with the same clients.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figure, percentile, type Figure } from './figure.ts';
import { postLoad, trackerPost } from './post-load.ts';

export async function benchCollector(seconds: number, onFigure: (figure: Figure) => void): Promise<void> {
  for (const events of [1, 10]) {
    const floor = await measure(await startFloor(), events, seconds);
    const ours = await measure(await startCollectorProcess(), events, seconds);
    const p99 = percentile(ours.latenciesMs, 0.99);
    const name = `collector, ${events === 1 ? '1 event' : `${events} events`} a POST`;
    const ratio = ours.requestsPerSecond / floor.requestsPerSecond;
    onFigure(
      figure(`${name}: durable POSTs`, ours.requestsPerSecond, '/s', floor.requestsPerSecond, {
        says: '>= 0.8 of the floor',
        met: ratio >= 0.8,
      }),
    );
    onFigure(figure(`${name}: events`, ours.requestsPerSecond * events, '/s', null, null));
    onFigure(figure(`${name}: p50`, percentile(ours.latenciesMs, 0.5), 'ms', percentile(floor.latenciesMs, 0.5), null));
    onFigure(
      figure(`${name}: p99`, p99, 'ms', percentile(floor.latenciesMs, 0.99), { says: '< 50 ms', met: p99 < 50 }),
    );
  }
}

interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

async function measure(server: Server, events: number, seconds: number) {
  try {
    await postLoad(server.port, () => trackerPost(events, randomUUID), Math.min(1, seconds / 4));
    return await postLoad(server.port, () => trackerPost(events, randomUUID), seconds);
  } finally {
    await server.stop();
  }
}

async function startFloor(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-floor-'));
  const child = spawn(process.execPath, [
    fileURLToPath(new URL('./floor-server.js', import.meta.url)),
    join(folder, 'floor'),
  ]);
  return serverOf(child, Number(await firstLine(child)), folder);
}

/** The collector role alone, as `crypt up` starts it. */
async function startCollectorProcess(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-bench-'));
  writeFileSync(join(folder, 'crypt.yml'), 'name: bench\ndisk: { floorGigabytes: 0.1 }\n');
  const role = fileURLToPath(new URL('../src/cli/role.js', import.meta.url));
  const child = spawn(process.execPath, [role, 'collector', folder], {
    env: { ...process.env, CRYPT_PORT: '24320', CRYPT_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stderr?.resume();
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { type: string }) => message.type === 'ready' && resolve());
    child.once('exit', (code) => reject(new Error(`the collector ended with ${code}`)));
  });
  return serverOf(child, 24_320, folder);
}

function serverOf(child: ChildProcess, port: number, folder: string): Server {
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        child.kill('SIGKILL');
      }),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
}
