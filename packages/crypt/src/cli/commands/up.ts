import { join, resolve } from 'node:path';
import { nodeRandom } from '../../adapters/node/node-random.ts';
import { readLiveOwner, takeOwnerLock, type OwnerLock } from '../../adapters/node/owner-lock.ts';
import { startLineServer } from '../../adapters/local-socket/line-server.ts';
import { socketPath } from '../../adapters/local-socket/socket-path.ts';
import { openDataFolder } from '../../config/data-folder.ts';
import { readProject, type Project } from '../../config/read-config.ts';
import { ROLE_NAMES, type ConfigStatus, type DiskStatus, type PlatformStatus } from '../../contracts/status.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, textAt } from '../../kernel/parse-json.ts';
import { DiskWatch } from '../../orchestrate/disk-watch.ts';
import { PlatformState } from '../../orchestrate/platform-state.ts';
import { Supervisor } from '../../orchestrate/supervisor.ts';
import { isLoopback } from '../../serve/micro/local-name.ts';
import { fail as orchestrateFail } from '../../orchestrate/errors.ts';
import { LogAudits } from '../audit-logs.ts';
import { watchConfig } from '../watch-config.ts';
import type { CliContext, Command } from '../context.ts';
import { buildForEver } from '../build-models.ts';
import { fail } from '../errors.ts';
import { mintLoginLink } from '../login-link.ts';
import { lineLogger } from '../line-logger.ts';
import { PlatformLog } from '../platform-log.ts';
import { recoverLogs } from '../recover-logs.ts';
import { spawnRole } from '../spawn-role.ts';
import { untilAborted } from '../until-aborted.ts';
import { VERSION } from '../version.ts';

const STATUS_EVERY_MS = 1_000;
const CONFIG_EVERY_MS = 2_000;
const DISK_EVERY_MS = 60_000;
const AUDIT_EVERY_MS = 10_000;

interface UpOptions {
  readonly verbose: boolean;
  readonly json: boolean;
  readonly micro: boolean;
}

export const up: Command = async (context, args) => {
  const startedMs = context.clock.nowMs();
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  if (args.flag('micro')) requireLoopback(project);
  await openDataFolder(project.dataFolder, context.files);
  const lock = await takePlatform(project, context);
  try {
    await runPlatform(project, context, startedMs, {
      verbose: args.flag('verbose'),
      json: args.json,
      micro: args.flag('micro'),
    });
  } finally {
    await lock.release();
  }
  return 0;
};

/** The testing API shows what was sent, to whoever reaches it. */
function requireLoopback({ config }: Project): void {
  const { host } = config.collector;
  if (!isLoopback(host)) throw fail('UP_MICRO_HOST', { host });
}

async function takePlatform(project: Project, context: CliContext): Promise<OwnerLock> {
  try {
    return await takeOwnerLock(project.dataFolder, context.clock, 0);
  } catch (error) {
    if (!isCryptError(error, 'LOCK_HELD')) throw error;
    const pid = (await readLiveOwner(project.dataFolder)) ?? 0;
    throw orchestrateFail('UP_ALREADY', { folder: project.dataFolder, pid }, error);
  }
}

async function runPlatform(
  project: Project,
  context: CliContext,
  startedMs: number,
  options: UpOptions,
): Promise<void> {
  const { clock, files, interrupted } = context;
  const log = new PlatformLog(join(project.dataFolder, 'run', 'crypt.log'));
  const say = (source: string, line: string): void => {
    log.write(line);
    const text = renderLine(source, line, options.verbose);
    if (text !== undefined) context.note(text);
  };
  const facts = { version: VERSION, project: project.config.name, dataFolder: project.dataFolder, running: true };
  const state = new PlatformState({ ...facts, startedMs });
  const logger = lineLogger((line) => say('supervisor', line.trimEnd()), clock);
  const supervisor = new Supervisor({
    roles: ROLE_NAMES,
    spawn: (role) => spawnRole(role, project, context.environment, say, options.micro),
    clock,
    logger,
    onMessage: (role, message) => state.take(role, message),
  });
  const live = { disk: noDisk(), config: unchanged(project), ended: new AbortController() };
  const self = { role: 'supervisor', pid: process.pid, state: 'ready', restarts: 0, startedMs, lastEnd: null } as const;
  const status = (): PlatformStatus =>
    state.render(clock.nowMs(), [self, ...supervisor.processes()], live.disk, live.config);
  const server = await startLineServer(socketPath(project.dataFolder, 'crypt'), { status: async () => status() });
  const disk = new DiskWatch(project.dataFolder, files, clock);
  const world = { project, files, clock, random: nodeRandom };
  const audits = new LogAudits(world);
  const repeat = (everyMs: number, work: () => Promise<void>): Promise<void> =>
    repeatUntil(live.ended.signal, everyMs, work, clock, (error) =>
      say('supervisor', JSON.stringify({ level: 'warn', event: 'background work failed', error: String(error) })),
    );
  const tasks = [
    repeat(DISK_EVERY_MS, async () => void (live.disk = await disk.measure())),
    repeat(AUDIT_EVERY_MS, () => audits.run(state)),
    repeat(CONFIG_EVERY_MS, async () => void (live.config = await watchConfig(project, files, live.config))),
    repeat(STATUS_EVERY_MS, async () => {
      supervisor.send('portal', { type: 'status', status: status() });
    }),
  ];
  const building = { project, environment: context.environment, files, clock, logger, status };
  const notice = (text: string): void => state.notice('models', text);
  try {
    await recoverLogs({ ...world, logger, tell: (message) => state.take('supervisor', message) });
    await supervisor.start();
    if (!interrupted.aborted) await greet(context, project, status(), clock.nowMs() - startedMs, options);
    tasks.push(buildForEver({ ...building, notice }, AbortSignal.any([live.ended.signal, interrupted])));
    await untilAborted(interrupted);
    context.note('Stopping: open requests are answered, and what is in the log stays for the next start.\n');
  } finally {
    await supervisor.stop();
    live.ended.abort();
    await Promise.allSettled(tasks);
    await server.close();
  }
}

/** The addresses, with a login link that works once. */
async function greet(
  context: CliContext,
  project: Project,
  status: PlatformStatus,
  tookMs: number,
  { json, micro }: UpOptions,
): Promise<void> {
  const link = await mintLoginLink(project);
  const testing = micro && status.collector !== null ? `${status.collector.url}/micro` : null;
  if (json) {
    const { collector, portal, site } = status;
    return context.out(
      `${JSON.stringify({ ready: true, collector, portal, site, login: link ?? null, micro: testing, ms: tookMs })}\n`,
    );
  }
  const rows: (readonly [string, string])[] = [];
  if (status.site !== null) rows.push(['Site to click around', status.site.url]);
  rows.push(['Live page', link ?? status.portal?.url ?? '']);
  rows.push(['Collector (for trackers)', status.collector?.url ?? '']);
  if (testing !== null) rows.push(['Testing API', `${testing}/all`]);
  rows.push(['Data', project.dataFolder]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  context.out(`\n${project.config.name} is up (${(tookMs / 1000).toFixed(1)} s).\n\n${lines.join('\n')}\n\n`);
  context.out('Ctrl-C stops it. In another terminal: npx crypt status · npx crypt events watch\n\n');
}

/** Warnings and errors of the processes, for people; everything when verbose. */
function renderLine(source: string, line: string, verbose: boolean): string | undefined {
  if (!line.startsWith('{')) return `${source}: ${line}\n`;
  const entry = parseJson(line);
  if (!isJsonObject(entry)) return undefined;
  const level = textAt(entry, 'level', 'info');
  if (!verbose && level !== 'warn' && level !== 'error') return undefined;
  const { time: _time, level: _level, event: _event, stack: _stack, ...fields } = entry;
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${textAt(entry, 'time').slice(11, 19)} ${level.padEnd(5)} ${source}: ${textAt(entry, 'event')} ${rest.join(' ')}\n`;
}

async function repeatUntil(
  signal: AbortSignal,
  everyMs: number,
  work: () => Promise<void>,
  clock: CliContext['clock'],
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    await clock.sleep(everyMs, signal);
  }
}

function noDisk(): DiskStatus {
  return { usedBytes: 0, freeBytes: 0, growthBytesPerDay: null, daysLeft: null };
}

function unchanged(project: Project): ConfigStatus {
  return { path: project.configPath, changed: false, problem: null };
}
