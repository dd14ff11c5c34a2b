// log:failed with events that only differ where a test says so.
import { failedGroup, type FailedEvent } from '../../src/contracts/failed-event.ts';
import { encodeFailed } from '../../src/enrich/failed-line.ts';
import { FakeLog } from './fake-log.ts';

export function makeFailedEvent(fields: Partial<FailedEvent> = {}): FailedEvent {
  const { failureType = 'schema_violation', cause = 'item /price: is no number', schema = null } = fields;
  return {
    origin: 'raw/0/0/0',
    extent: 'event',
    messages: [cause],
    data: null,
    failedMs: 1,
    collectorMs: 1,
    appId: 'shop',
    eventName: null,
    judgedBy: 'crypt-0.1.0',
    row: {},
    params: {},
    payload: null,
    ...fields,
    failureType,
    cause,
    schema,
    group: failedGroup(failureType, cause, schema),
  };
}

export function failedLog(events: readonly Partial<FailedEvent>[]): FakeLog {
  const log = new FakeLog('failed');
  log.push(...events.map((event) => encodeFailed(makeFailedEvent(event))));
  return log;
}
