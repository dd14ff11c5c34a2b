// The program as a user runs it: `crypt up` as a child process, on a data folder and ports of its own.
import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connectLineClient } from '../../src/adapters/local-socket/line-client.ts';
import { socketPath } from '../../src/adapters/local-socket/socket-path.ts';
import type { PlatformStatus } from '../../src/contracts/status.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/crypt.js', import.meta.url));

export interface Place {
  readonly project: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fresh project in a temporary folder, with three free ports. */
export async function makePlace(config = '', environment: NodeJS.ProcessEnv = {}): Promise<Place> {
  const project = mkdtempSync(join(tmpdir(), 'crypt-test-'));
  writeFileSync(join(project, 'crypt.yml'), `name: test\ndisk: { floorGigabytes: 0.01 }\n${config}`);
  return placeOf(project, join(project, 'data'), environment);
}

/** A project that exists already, with data of its own that is empty. */
export async function placeAt(project: string, environment: NodeJS.ProcessEnv = {}): Promise<Place> {
  return placeOf(project, mkdtempSync(join(tmpdir(), 'crypt-data-')), environment);
}

/** The project with its data in `data`, on three free ports. */
export async function placeOf(project: string, data: string, environment: NodeJS.ProcessEnv = {}): Promise<Place> {
  const port = await freePorts();
  return { project, environment: { ...process.env, CRYPT_PORT: String(port), ...environment, CRYPT_DATA: data } };
}

/** The first of three neighbouring ports that are free now. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = await tryListen(0);
    if (first !== undefined && first < 65_000 && (await tryListen(first + 1)) && (await tryListen(first + 2)))
      return first;
  }
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** A command that runs until it is ended, and its lines. */
export function startCommand(
  place: Place,
  ...args: readonly string[]
): { readonly process: ChildProcess; readonly lines: AsyncIterable<string> } {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: place.project,
    env: place.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { process: child, lines: createInterface({ input: child.stdout }) };
}

/** Runs one command to its end. */
export async function crypt(place: Place, ...args: readonly string[]): Promise<RunResult> {
  const options = { cwd: place.project, env: place.environment, maxBuffer: 1 << 28 };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return { code: failed.code ?? -1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' };
  }
}

export interface Platform {
  readonly collector: string;
  readonly portal: string;
  /** The project's site, when it has one. */
  readonly site: string | null;
  readonly login: string | null;
  readonly process: ChildProcess;
  readonly startedInMs: number;
  /** What it said on standard error, so far. */
  readonly notes: () => string;
  status(): Promise<PlatformStatus>;
  /** Rows of one statement. */
  sql(statement: string): Promise<readonly (readonly unknown[])[]>;
  /** Waits until `holds` of the status, at most `seconds`. */
  until(holds: (status: PlatformStatus) => boolean, seconds?: number): Promise<PlatformStatus>;
  /** Waits until everything received is stored, duplicate or failed, and the counts agree. */
  settled(seconds?: number): Promise<PlatformStatus>;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number>;
  kill(): Promise<void>;
}

/** @param flags of `crypt up` beside --json. */
export async function startPlatform(place: Place, ...flags: readonly string[]): Promise<Platform> {
  const child = spawn(process.execPath, [PROGRAM, 'up', '--json', ...flags], {
    cwd: place.project,
    env: place.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : -1)));
  });
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as ReadyLine));
    void ended.then((code) => reject(new Error(`crypt up ended with ${code} before it was ready: ${notes}`)));
  });
  const status = async (): Promise<PlatformStatus> => {
    const { stdout, stderr } = await crypt(place, 'status', '--json');
    if (stdout === '') throw new Error(`no status: ${stderr}`);
    return JSON.parse(stdout) as PlatformStatus;
  };
  const until: Platform['until'] = async (holds, seconds = 60) => {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const now = await askStatus(String(place.environment['CRYPT_DATA']));
      if (now !== undefined && holds(now)) return now;
      if (Date.now() > deadline) {
        throw new Error(
          `not within ${seconds} s: ${JSON.stringify(now?.balance)} ${JSON.stringify(now?.notices)} ${notes}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return {
    collector: ready.collector.url,
    portal: ready.portal.url,
    site: ready.site?.url ?? null,
    login: ready.login,
    process: child,
    startedInMs: ready.ms,
    notes: () => notes,
    status,
    until,
    settled(seconds) {
      const sinceMs = Date.now();
      return until((now) => isSettled(now, sinceMs), seconds);
    },
    async sql(statement) {
      const { code, stdout, stderr } = await crypt(place, 'sql', '--json', '--rows', '10000000', statement);
      if (code !== 0) throw new Error(`crypt sql: ${stderr}`);
      return (JSON.parse(stdout) as { rows: unknown[][] }).rows;
    },
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Over the socket that `crypt status` uses: a process for each question would be most of the machine's work. */
async function askStatus(dataFolder: string): Promise<PlatformStatus | undefined> {
  const client = await connectLineClient(socketPath(dataFolder, 'crypt'), 'the platform');
  try {
    return (await client?.ask('status', {})) as unknown as PlatformStatus | undefined;
  } finally {
    client?.close();
  }
}

interface ReadyLine {
  readonly collector: { readonly url: string };
  readonly portal: { readonly url: string };
  readonly site: { readonly url: string } | null;
  readonly login: string | null;
  readonly ms: number;
}

/** Everything that the collector had stored at `sinceMs` is a row, a duplicate or failed. */
export function isSettled({ hops, processes }: PlatformStatus, sinceMs: number): boolean {
  const find = (hop: string) => hops.find((count) => count.hop === hop && count.counter !== 'audit');
  const [collect, enrich, load] = [find('collect'), find('enrich'), find('load')];
  if (collect === undefined || enrich === undefined || load === undefined) return false;
  const written = enrich.terms['enrichedEnd']?.count ?? Infinity;
  return (
    processes.every((process) => process.state === 'ready') &&
    collect.timeMs >= sinceMs &&
    enrich.upToOffset >= collect.upToOffset &&
    load.upToOffset >= written
  );
}
