// Turns a status into what the picture of the pipeline shows. Pure; `pages/flow-picture.tsx` draws it.
import type { LogState } from '../../contracts/log.ts';
import type { RoleName } from '../../contracts/status.ts';
import type { PlatformStatus } from '../../contracts/status.ts';
import type { Counter, Lag, StatusHistory } from './status-history.ts';

/** A state in a form and a word, never in colour alone: `pages/mark.tsx` draws the forms. */
export type Mark = 'good' | 'busy' | 'warn' | 'bad' | 'idle' | 'unknown';

export interface State {
  readonly mark: Mark;
  readonly word: string;
}

export interface FlowStep {
  readonly id: 'trackers' | 'collector' | 'raw' | 'enrich' | 'enriched' | 'failed' | 'load' | 'landing';
  readonly name: string;
  readonly kind: 'outside' | 'process' | 'log' | 'table';
  /** What it does, for people who see the picture for the first time. */
  readonly says: string;
  readonly noun: 'request' | 'event' | 'row';
  readonly total: number | null;
  readonly ratePerSecond: number | null;
  readonly trend: readonly number[];
  /** What waits to be taken from it, and how old the oldest of that is; null where nothing can wait. */
  readonly lag: ({ readonly records: number } & Lag) | null;
  readonly state: State;
}

/** Seconds that records may wait before a log is called behind. */
const LAG_SECONDS_FINE = 30;

type Fixed = Pick<FlowStep, 'id' | 'name' | 'kind' | 'says' | 'noun'>;

const STEPS: readonly (Fixed & { readonly counter: Counter })[] = [
  { id: 'trackers', name: 'Trackers', kind: 'outside', says: 'send events', noun: 'request', counter: 'requests' },
  {
    id: 'collector',
    name: 'Collector',
    kind: 'process',
    says: 'answers once stored',
    noun: 'request',
    counter: 'requests',
  },
  { id: 'raw', name: 'Raw log', kind: 'log', says: 'keeps what was sent', noun: 'request', counter: 'raw' },
  { id: 'enrich', name: 'Enrich', kind: 'process', says: 'checks each event', noun: 'event', counter: 'events' },
  { id: 'failed', name: 'Failed log', kind: 'log', says: 'keeps the rest whole', noun: 'event', counter: 'failed' },
  { id: 'enriched', name: 'Enriched log', kind: 'log', says: 'keeps good events', noun: 'event', counter: 'enriched' },
  { id: 'load', name: 'Load', kind: 'process', says: 'stores each once', noun: 'event', counter: 'loaded' },
  { id: 'landing', name: 'Landing', kind: 'table', says: 'ready to query', noun: 'row', counter: 'stored' },
];

/** The steps in the order of the flow. Without a status all counts are null and all states unknown. */
export function planFlow(status: PlatformStatus | undefined, history: StatusHistory): readonly FlowStep[] {
  return STEPS.map(({ counter, ...step }) => {
    const total = status === undefined ? null : (history.latest?.[counter] ?? null);
    const ratePerSecond = history.ratePerSecond(counter);
    const lag = status === undefined ? null : lagOf(step.id, status, history);
    const state =
      status === undefined
        ? { mark: 'unknown' as const, word: 'unknown' }
        : stateOf(step.id, status, { ratePerSecond, lag });
    return { ...step, total, ratePerSecond, trend: history.trend(counter), lag, state };
  });
}

function lagOf(id: FlowStep['id'], status: PlatformStatus, history: StatusHistory): FlowStep['lag'] {
  const { inFlightPayloads, inFlightEvents } = status.balance;
  if (id === 'raw') return lagOfCounter('raw', inFlightPayloads, history);
  return id === 'enriched' ? lagOfCounter('enriched', inFlightEvents, history) : null;
}

function lagOfCounter(counter: Counter, records: number, history: StatusHistory): FlowStep['lag'] {
  return { records, ...history.lag(counter, (history.latest?.[counter] ?? 0) - records) };
}

const ROLES: Readonly<Partial<Record<FlowStep['id'], RoleName>>> = {
  collector: 'collector',
  enrich: 'enricher',
  load: 'warehouse',
  landing: 'warehouse',
};

function stateOf(id: FlowStep['id'], status: PlatformStatus, seen: Pick<FlowStep, 'ratePerSecond' | 'lag'>): State {
  if (id === 'trackers') {
    const sending = seen.ratePerSecond !== null && seen.ratePerSecond > 0;
    return sending ? { mark: 'busy', word: 'sending' } : { mark: 'idle', word: 'quiet' };
  }
  const role = ROLES[id];
  if (role !== undefined) return processState(status, role);
  const logs = status.logs.filter((log) => log.address.topic === id);
  return logState(logs, seen.lag);
}

function processState(status: PlatformStatus, role: RoleName): State {
  const found = status.processes.find((process) => process.role === role);
  if (!status.running || found === undefined) return { mark: 'bad', word: 'not running' };
  const states = {
    ready: { mark: 'good', word: 'running' },
    starting: { mark: 'busy', word: 'starting' },
    backoff: { mark: 'warn', word: 'restarting' },
    stopped: { mark: 'bad', word: 'stopped' },
  } as const satisfies Record<typeof found.state, State>;
  return states[found.state];
}

function logState(logs: readonly LogState[], lag: FlowStep['lag']): State {
  if (logs.length === 0) return { mark: 'unknown', word: 'not seen yet' };
  if (logs.some((log) => log.damage.length > 0)) return { mark: 'bad', word: 'damaged' };
  if (lag !== null && lag.records > 0 && lag.seconds > LAG_SECONDS_FINE) {
    return { mark: 'warn', word: 'behind' };
  }
  return { mark: 'good', word: 'on disk' };
}
