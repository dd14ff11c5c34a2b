import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { nodeRandom } from '../../adapters/node/node-random.ts';
import { readProject, type Project } from '../../config/read-config.ts';
import { enrichedRow } from '../../contracts/enriched-event.ts';
import type { LogRecord } from '../../contracts/log.ts';
import { SQL_MS_MAX, SQL_ROWS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, textAt, type JsonObject } from '../../kernel/parse-json.ts';
import { makeMask } from '../../serve/portal/mask/mask-value.ts';
import type { Arguments, CliContext, Command } from '../context.ts';
import { fail } from '../errors.ts';
import { followEvents } from '../follow-events.ts';
import type { LogWorld } from '../log-place.ts';
import { openJournal } from '../open-journal.ts';
import { openWarehouseSession } from '../open-warehouse-session.ts';
import { progressBar } from '../progress-bar.ts';
import { readFailedGroups } from '../read-failed-groups.ts';
import { renderFailed, renderRetry, withAdvice } from '../render-failed.ts';
import { renderTable } from '../render-table.ts';
import { retryEvents } from '../retry-events.ts';
import { watchEvents } from '../watch-events.ts';

export const events: Command = async (context, args) => {
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  const world = { project, files: context.files, clock: context.clock, random: nodeRandom };
  const what = args.words[0] ?? '';
  if (args.flag('raw') && what !== 'watch') await noteClearReading(world, what);
  if (what === 'tail') await tail(world, context, args);
  else if (what === 'watch') await watch(world, context, args);
  else if (what === 'count') await count(world, context, args);
  else if (what === 'failed') await failed(world, context, args);
  else if (what === 'retry') await retry(project, context, args);
  else throw fail('CLI_OPTION', { command: 'events', reason: `${KNOWS}, not "${what}"` });
  return 0;
};

const KNOWS = 'it knows watch, tail, count, failed and retry';

/** Whoever reads clear personal data leaves a trace: who, when, what; never the data. */
async function noteClearReading(world: LogWorld, what: string): Promise<void> {
  const journal = await openJournal(world, `operator-${randomBytes(4).toString('hex')}`);
  await journal.append('personal-data.read', 1, {
    command: `events ${what} --raw`,
    user: process.env['USER'] ?? 'unknown',
  });
  await journal.close();
}

/** Rows of log:enriched as they are written; `watch` shows both logs to people. */
async function tail(world: LogWorld, context: CliContext, args: Arguments): Promise<void> {
  const follow = { topics: ['enriched'] as const, last: readLimit(args), once: args.flag('once') };
  await followEvents(world, { ...follow, signal: context.interrupted }, (records) => {
    for (const { record } of records) context.out(renderEvent(record, args));
  });
}

function watch(world: LogWorld, context: CliContext, args: Arguments): Promise<void> {
  if (args.flag('raw')) throw fail('CLI_OPTION', { command: 'events', reason: 'watch has no --raw; tail has' });
  return watchEvents(world, context, {
    name: args.text('name'),
    app: args.text('app'),
    failedOnly: args.flag('failed'),
    last: readLimit(args),
    once: args.flag('once'),
    json: args.json,
  });
}

function readLimit(args: Arguments): number {
  const limit = Number(args.text('limit') ?? 20);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  const reason = `--limit ${args.text('limit')} is not a whole number above 0`;
  throw fail('CLI_OPTION', { command: 'events', reason });
}

const mask = makeMask(nodeRandom);

function renderEvent(record: LogRecord, args: Arguments): string {
  const row = parseJson(Buffer.from(enrichedRow(record.payload)).toString('utf8'));
  if (!isJsonObject(row)) return '';
  const shown = args.flag('raw') ? row : masked(row);
  if (args.json) return `${JSON.stringify(shown)}\n`;
  const at = textAt(row, 'collector_tstamp').slice(11, 19);
  const page = textAt(row, 'page_urlpath') || textAt(row, 'se_action');
  const name = textAt(row, 'event_name').padEnd(18);
  return `${at}  ${textAt(row, 'app_id').padEnd(14)}  ${name}  ${page.padEnd(24)}  ${textAt(shown, 'domain_userid')}\n`;
}

function masked(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, mask(name, value)]));
}

async function count(world: LogWorld, context: CliContext, args: Arguments): Promise<void> {
  const session = await openWarehouseSession(world.project, 'events count');
  try {
    const statement = `SELECT coalesce(app_id, '∅') AS app, coalesce(event_name, '∅') AS event, count(*) AS events,
        min(collector_tstamp) AS first, max(collector_tstamp) AS last
      FROM landing.events GROUP BY ALL ORDER BY app, events DESC`;
    const result = await session.query(statement, [], { rowsMax: SQL_ROWS_MAX, deadlineMs: SQL_MS_MAX });
    const rows = result.rows.map((row) =>
      row.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
    );
    if (args.json) context.out(`${JSON.stringify(result)}\n`);
    else context.out(`${renderTable(['app', 'event', 'events', 'first', 'last'], rows)}\n`);
  } finally {
    await session.close();
  }
}

async function failed(world: LogWorld, context: CliContext, args: Arguments): Promise<void> {
  const onRecord = (payload: Uint8Array): void => context.out(`${Buffer.from(payload).toString('utf8')}\n`);
  const summary = await readFailedGroups(world, args.flag('raw') ? onRecord : () => undefined);
  if (args.flag('raw')) return;
  context.out(args.json ? `${JSON.stringify(withAdvice(summary))}\n` : renderFailed(summary));
}

async function retry(project: Project, context: CliContext, args: Arguments): Promise<void> {
  const group = args.text('group');
  if ((group === undefined) !== args.flag('all')) {
    const reason = group === undefined ? 'retry needs --group <id> or --all' : '--group and --all exclude each other';
    throw fail('CLI_OPTION', { command: 'events', reason });
  }
  const bar = progressBar(context, 'failed events looked at:');
  const request = { groups: group === undefined ? 'all' : [group], dryRun: args.flag('dry-run') } as const;
  const result = await retryEvents(project, context, request, ({ scanned, of }) => bar.update(scanned, of));
  bar.end();
  context.out(args.json ? `${JSON.stringify(result)}\n` : renderRetry(result));
}
