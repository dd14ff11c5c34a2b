// The whole platform: events a second from POST to row, the time from a click to its row, memory and CPU at rest.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { connectWarehouse } from '../src/adapters/local-socket/warehouse-client.ts';
import { socketPath } from '../src/adapters/local-socket/socket-path.ts';
import { makePlace, startPlatform, type Platform } from '../test/support/platform.ts';
import { figure, percentile, type Figure } from './figure.ts';
import { postLoad, trackerPost } from './post-load.ts';

const CLICKS = 100;
const EVENTS_PER_POST = 10;
const IDLE_SECONDS = 10;

export async function benchPlatform(seconds: number, onFigure: (figure: Figure) => void): Promise<void> {
  const place = await makePlace();
  const platform = await startPlatform(place);
  try {
    onFigure(
      figure('start to ready', platform.startedInMs / 1000, 's', null, {
        says: '<= 1 s',
        met: platform.startedInMs <= 1000,
      }),
    );
    await measureIdle(platform, onFigure);
    await measureClicks(platform, String(place.environment['CRYPT_DATA']), onFigure);
    await measureSustained(platform, seconds, onFigure);
    await platform.stop();
    const again = await startPlatform(place);
    onFigure(figure('start on that data', again.startedInMs / 1000, 's', null, null));
    await again.stop();
  } finally {
    await platform.kill();
    rmSync(place.project, { recursive: true, force: true });
  }
}

async function measureClicks(
  platform: Platform,
  dataFolder: string,
  onFigure: (figure: Figure) => void,
): Promise<void> {
  const session = await connectWarehouse(socketPath(dataFolder, 'warehouse'), { actor: 'bench', purpose: 'bench' });
  if (session === undefined) throw new Error('the warehouse does not listen');
  const port = Number(new URL(platform.collector).port);
  const times: number[] = [];
  for (let click = 0; click < CLICKS; click++) {
    const id = randomUUID();
    const startedMs = performance.now();
    let sent = false;
    await postLoad(port, () => (sent ? Buffer.alloc(0) : ((sent = true), trackerPost(1, () => id))), 0, 1);
    for (;;) {
      const limits = { rowsMax: 1, deadlineMs: 5000 };
      const result = await session.query('select 1 from landing.events where event_id = $1', [id], limits);
      if (result.rows.length === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    times.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  }
  await session.close();
  const p95 = percentile(times, 0.95);
  onFigure(figure('click to queryable row: p50', percentile(times, 0.5), 'ms', null, null));
  onFigure(figure('click to queryable row: p95', p95, 'ms', null, { says: '< 1000 ms', met: p95 < 1000 }));
}

async function measureSustained(
  platform: Platform,
  seconds: number,
  onFigure: (figure: Figure) => void,
): Promise<void> {
  const before = (await platform.settled()).balance.stored;
  const startedMs = performance.now();
  await postLoad(Number(new URL(platform.collector).port), () => trackerPost(EVENTS_PER_POST, randomUUID), seconds, 16);
  const sentSeconds = (performance.now() - startedMs) / 1000;
  const behind = await platform.status();
  const after = (await platform.settled(600)).balance.stored;
  const wholeSeconds = (performance.now() - startedMs) / 1000;
  const rate = (after - before) / wholeSeconds;
  onFigure(
    figure('sustained, POST to row', rate, 'events/s', null, { says: '>= 20,000 events/s', met: rate >= 20_000 }),
  );
  onFigure(figure('sustained: accepted while sending', (after - before) / sentSeconds, 'events/s', null, null));
  onFigure(
    figure(
      'sustained: events behind when sending ended',
      behind.balance.inFlightEvents + behind.balance.inFlightPayloads * EVENTS_PER_POST,
      'events',
      null,
      null,
    ),
  );
}

async function measureIdle(platform: Platform, onFigure: (figure: Figure) => void): Promise<void> {
  const { processes } = await platform.status();
  const pids = processes.flatMap((process) => (process.pid === null ? [] : [process.pid]));
  const before = cpuSeconds(pids);
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  const cpu = ((cpuSeconds(pids) - before) / IDLE_SECONDS) * 100;
  const memory = pids.reduce((sum, pid) => sum + pssBytes(pid), 0) / 1e6;
  onFigure(figure('idle memory, PSS of all processes', memory, 'MB', null, { says: '<= 300 MB', met: memory <= 300 }));
  onFigure(figure('idle CPU of all processes', cpu, '%', null, { says: '< 1 %', met: cpu < 1 }));
}

/** User and system time; Linux only, where a tick is 10 ms. */
function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

function pssBytes(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
}
