// Prometheus text. Numbers are counted as plain numbers and read only when someone asks.
import { Counter, Gauge, Registry, type Metric } from 'prom-client';
import type { LogWriter } from '../contracts/log.ts';
import type { Budget } from './budget.ts';
import { OUTCOMES, UNPARSED, type Counters } from './counts.ts';
import type { Door } from './door.ts';
import type { Histogram } from './histogram.ts';

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What the metrics read. */
export interface MetricsSource {
  readonly counters: Counters;
  readonly door: Door;
  readonly budget: Budget;
  readonly log: LogWriter;
  readonly appendLatency: Histogram;
  readonly requestLatency: Histogram;
}

/** Returns the renderer of the text. */
export function makeMetrics(context: MetricsSource): () => Promise<string> {
  const registry = new Registry();
  addCounters(registry, context);
  const { counters, door, budget } = context;
  gauge(registry, 'crypt_collector_in_flight_requests', 'Requests being answered.', () => counters.inFlight);
  gauge(registry, 'crypt_collector_in_flight_bytes', 'Memory charged to requests in flight.', () => budget.used);
  gauge(
    registry,
    'crypt_collector_appends_pending',
    'Appends the log has not answered.',
    () => counters.appendsPending,
  );
  gauge(registry, 'crypt_collector_disk_free_bytes', 'Free bytes where the log lives; NaN when unknown.', () =>
    door.freeBytes === undefined ? Number.NaN : door.freeBytes,
  );
  gauge(registry, 'crypt_collector_log_end_offset', 'Offset the next record gets.', () => context.log.endOffset);
  gauge(registry, 'crypt_collector_accepting', '1 when events are accepted, 0 when they are answered 503.', () =>
    door.closedFor === null ? 1 : 0,
  );
  addHistogram(registry, 'crypt_collector_append_seconds', 'From the append to durable bytes.', context.appendLatency);
  addHistogram(
    registry,
    'crypt_collector_request_seconds',
    'From the headers of a request to its answer.',
    context.requestLatency,
  );
  return () => registry.metrics();
}

function addCounters(registry: Registry, { counters }: MetricsSource): void {
  const requests = counter(registry, 'crypt_collector_requests_total', 'Requests by what became of them.', ['outcome']);
  requests.read = (set) => OUTCOMES.forEach((outcome) => set(counters.outcomes[outcome], { outcome }));
  const unparsed = counter(registry, 'crypt_collector_unparsed_total', 'Connections that brought no request.', [
    'reason',
  ]);
  unparsed.read = (set) => UNPARSED.forEach((reason) => set(counters.unparsed[reason], { reason }));
  const payloads = counter(registry, 'crypt_collector_payloads_total', 'Payloads that the log made durable.', []);
  payloads.read = (set) => set(counters.acceptedSinceStart, {});
  const bytes = counter(registry, 'crypt_collector_payload_bytes_total', 'Bytes of those payloads.', []);
  bytes.read = (set) => set(counters.acceptedBytes, {});
  const rejected = counter(registry, 'crypt_collector_appends_rejected_total', 'Appends that the log rejected.', []);
  rejected.read = (set) => set(counters.appendsRejected, {});
  const unanswered = counter(
    registry,
    'crypt_collector_payloads_unanswered_total',
    'Durable payloads whose client could not be told.',
    [],
  );
  unanswered.read = (set) => set(counters.acceptedUnanswered, {});
}

type SetCounter = (value: number, labels: Record<string, string>) => void;

function counter(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
): { read: (set: SetCounter) => void } {
  const source: { read: (set: SetCounter) => void } = { read: () => undefined };
  const metric: Counter = new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      source.read((value, labels) => this.inc(labels, value));
    },
  });
  registry.registerMetric(metric);
  return source;
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  const metric = new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
  registry.registerMetric(metric);
}

function addHistogram(registry: Registry, name: string, help: string, histogram: Histogram): void {
  const get = async (): Promise<unknown> => {
    const { buckets, sumSeconds, count } = histogram.read();
    const values = buckets.map(({ le, count }) => ({ metricName: `${name}_bucket`, labels: { le }, value: count }));
    const ends = [
      { metricName: `${name}_sum`, labels: {}, value: sumSeconds },
      { metricName: `${name}_count`, labels: {}, value: count },
    ];
    return { name, help, type: 'histogram', aggregator: 'sum', values: [...values, ...ends] };
  };
  // A registry asks its metrics only for their name and values.
  registry.registerMetric({ name, help, type: 'histogram', get } as unknown as Metric);
}
