// What runs, what lies on disk, for how long there is room, and what the configuration file says.
import type { LogState } from '../../../contracts/log.ts';
import type { ConfigStatus, DiskStatus, PlatformStatus, ProcessStatus } from '../../../contracts/status.ts';
import { COMMANDS } from '../commands.ts';
import { formatBytes, formatCount, formatNoun, formatSeconds, NONE } from '../format.ts';
import type { State } from '../plan-flow.ts';
import { StateWord } from './mark.tsx';
import { Moment } from './moment.tsx';

export function MachinePanel({ status, nowMs }: { status: PlatformStatus | undefined; nowMs: number }) {
  if (status === undefined) {
    return (
      <p class="note">
        No status has arrived. See what runs: <code>{COMMANDS.status}</code>
      </p>
    );
  }
  return (
    <div class="machine">
      <section aria-labelledby="processes-title">
        <h3 id="processes-title">Processes</h3>
        <Processes status={status} nowMs={nowMs} />
      </section>
      <section aria-labelledby="logs-title">
        <h3 id="logs-title">Logs</h3>
        <Logs logs={status.logs} />
      </section>
      <section aria-labelledby="disk-title">
        <h3 id="disk-title">Disk</h3>
        <Disk disk={status.disk} />
      </section>
      <section aria-labelledby="config-title">
        <h3 id="config-title">Configuration</h3>
        <Config config={status.config} />
      </section>
    </div>
  );
}

const PROCESS_STATES: Readonly<Record<ProcessStatus['state'], State>> = {
  ready: { mark: 'good', word: 'running' },
  starting: { mark: 'busy', word: 'starting' },
  backoff: { mark: 'warn', word: 'restarting' },
  stopped: { mark: 'bad', word: 'stopped' },
};

function Processes({ status, nowMs }: { status: PlatformStatus; nowMs: number }) {
  return (
    <div class="scroll" tabindex={0} role="group" aria-labelledby="processes-title">
      <table>
        <thead>
          <tr>
            <th scope="col">Process</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Pid
            </th>
            <th scope="col">Since</th>
            <th scope="col" class="number">
              Restarts
            </th>
            <th scope="col">Last end</th>
          </tr>
        </thead>
        <tbody>
          {status.processes.map((process) => (
            <tr>
              <th scope="row">{process.role}</th>
              <td>
                <StateWord state={PROCESS_STATES[process.state]} />
              </td>
              <td class="number">{process.pid ?? NONE}</td>
              <td>{process.startedMs === null ? NONE : <Moment ms={process.startedMs} nowMs={nowMs} />}</td>
              <td class="number">{formatCount(process.restarts)}</td>
              <td>{process.lastEnd ?? NONE}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Logs({ logs }: { logs: readonly LogState[] }) {
  if (logs.length === 0) return <p class="note">No log has been reported yet.</p>;
  return (
    <div class="scroll" tabindex={0} role="group" aria-labelledby="logs-title">
      <table>
        <thead>
          <tr>
            <th scope="col">Log</th>
            <th scope="col" class="number">
              Records
            </th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col" class="number">
              Segments
            </th>
            <th scope="col">Readers</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {logs.map((log) => (
            <tr>
              <th scope="row">{`${log.address.topic} / ${log.address.partition}`}</th>
              <td class="number">{formatCount(log.durableOffset - log.oldestOffset)}</td>
              <td class="number">{formatBytes(log.bytes)}</td>
              <td class="number">{formatCount(log.segments)}</td>
              <td>{readersOf(log)}</td>
              <td>
                <StateWord state={logState(log)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function readersOf(log: LogState): string {
  if (log.groups.length === 0) return NONE;
  return log.groups
    .map((group) => {
      const behind = log.durableOffset - group.nextOffset;
      return `${group.group}${group.live ? '' : ' (idle)'}${behind > 0 ? ` −${formatCount(behind)}` : ''}`;
    })
    .join(', ');
}

function logState(log: LogState): State {
  if (log.damage.length > 0) return { mark: 'bad', word: formatNoun(log.damage.length, 'damaged range') };
  return { mark: 'good', word: 'whole' };
}

/** Days of room below which a person should act. */
const DAYS_FEW = 7;

function Disk({ disk }: { disk: DiskStatus }) {
  const total = disk.usedBytes + disk.freeBytes;
  return (
    <>
      <meter min={0} max={total} value={disk.usedBytes} aria-label="used by this platform">
        {formatBytes(disk.usedBytes)}
      </meter>
      <p>
        <b>{formatBytes(disk.usedBytes)}</b> used by this platform, <b>{formatBytes(disk.freeBytes)}</b> free
      </p>
      <p>
        <StateWord state={roomOf(disk)} />
        {disk.growthBytesPerDay !== null && ` at ${formatBytes(disk.growthBytesPerDay)} a day`}
      </p>
    </>
  );
}

function roomOf(disk: DiskStatus): State {
  if (disk.daysLeft === null) return { mark: 'unknown', word: 'days left are known after a quarter of an hour' };
  const word = `room for ${formatSeconds(disk.daysLeft * 86_400)}`;
  return { mark: disk.daysLeft < DAYS_FEW ? 'warn' : 'good', word };
}

function Config({ config }: { config: ConfigStatus }) {
  return (
    <>
      <p>
        <code class="wrap">{config.path}</code>
      </p>
      <p>
        <StateWord state={configState(config)} />
      </p>
      {config.problem !== null && <p class="note">{config.problem}</p>}
    </>
  );
}

function configState(config: ConfigStatus): State {
  if (config.problem !== null) return { mark: 'bad', word: 'changed, and would be refused' };
  if (config.changed) return { mark: 'warn', word: 'changed; applied at the next start' };
  return { mark: 'good', word: 'as running' };
}
