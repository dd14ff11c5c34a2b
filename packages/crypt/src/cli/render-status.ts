import type { BalanceLine, PlatformStatus } from '../contracts/status.ts';
import { renderTable } from './render-table.ts';

/** The status for people: what runs, where, whether it adds up, what needs a person. */
export function renderStatus(status: PlatformStatus): string {
  const parts = [renderHead(status)];
  if (status.processes.length > 0) parts.push(renderProcesses(status));
  parts.push(renderBalance(status), renderLogs(status), renderDisk(status));
  if (status.notices.length > 0) parts.push(`Needs you\n${status.notices.map(({ text }) => `  ! ${text}`).join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

function renderHead(status: PlatformStatus): string {
  const up = status.running ? `up for ${duration(status.timeMs - (status.startedMs ?? status.timeMs))}` : 'not up';
  const urls = [
    ['collector', status.collector],
    ['portal', status.portal],
    ['site', status.site],
  ] as const;
  const lines = urls.flatMap(([name, door]) => (door === null ? [] : [`  ${name.padEnd(10)}${door.url}`]));
  return [
    `${status.project}: ${up} (crypt ${status.version})`,
    ...lines,
    `  ${'data'.padEnd(10)}${status.dataFolder}`,
  ].join('\n');
}

function renderProcesses(status: PlatformStatus): string {
  const rows = status.processes.map((process) => [
    process.role,
    process.state,
    process.pid === null ? '' : String(process.pid),
    String(process.restarts),
    process.lastEnd ?? '',
  ]);
  return renderTable(['process', 'state', 'pid', 'restarts', 'last end'], rows);
}

function renderBalance({ balance }: PlatformStatus): string {
  const { payloadsReceived, eventsReceived, stored, duplicate, inFlightEvents, inFlightPayloads } = balance;
  const { dropped, repaired, stillFailing } = balance;
  const dropping = dropped === 0 ? '' : `${number(dropped)} dropped by a rule, `;
  const mended = repaired === 0 ? '' : ` (${number(repaired)} that had failed are repaired)`;
  const verdict =
    balance.unexplained === null ? 'unexplained: not known yet' : `unexplained: ${number(balance.unexplained)}`;
  const story =
    `${number(payloadsReceived)} payloads received, ${number(inFlightPayloads)} of them in flight, gave ` +
    `${number(eventsReceived)} events: ${number(stored)} stored, ${number(duplicate)} duplicate, ` +
    `${dropping}${number(stillFailing)} failed${mended}, ${number(inFlightEvents)} in flight.`;
  const rows = balance.lines.map((line) => [line.hop, number(line.left), renderTerms(line), number(line.unexplained)]);
  const table = rows.length === 0 ? '' : `\n${renderTable(['hop', 'in', '= out', 'unexplained'], rows)}`;
  return `${story}\n${verdict}${table}`;
}

function renderTerms(line: BalanceLine): string {
  return Object.entries(line.right)
    .map(([name, count]) => `${number(count)} ${name}`)
    .join(' + ');
}

function renderLogs(status: PlatformStatus): string {
  const rows = status.logs.map((log) => [
    `${log.address.topic}/${log.address.partition}`,
    number(log.oldestOffset),
    number(log.durableOffset),
    String(log.segments),
    bytes(log.bytes),
    log.groups.map((group) => `${group.group} at ${number(group.nextOffset)}`).join(', '),
  ]);
  return rows.length === 0 ? 'No log yet.' : renderTable(['log', 'oldest', 'end', 'segments', 'size', 'readers'], rows);
}

function renderDisk({ disk }: PlatformStatus): string {
  const growth =
    disk.growthBytesPerDay === null
      ? 'growth is known after 15 minutes'
      : `grows ${bytes(disk.growthBytesPerDay)} a day${disk.daysLeft === null ? '' : `, full in ${disk.daysLeft} days`}`;
  return `Disk: ${bytes(disk.usedBytes)} used, ${bytes(disk.freeBytes)} free; ${growth}.`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  for (; Math.abs(size) >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.round(minutes / 60)} h`;
}
