// What was sent for one event of a request, as enrich splits it.
import { mergeParams, type RawEvent } from '../enrich/split/raw-event.ts';
import { splitPayload } from '../enrich/split/split-payload.ts';
import type { SentRequest } from '../serve/micro/micro-buffer.ts';
import type { ParametersOf } from '../serve/micro/show-event.ts';

/** Events of one request are asked for one after another, so the last split is kept. */
export function makeParametersOf(): ParametersOf {
  let last: { readonly request: SentRequest; readonly events: ReadonlyMap<number, RawEvent> } | undefined;
  return (request, index) => {
    if (last?.request !== request) {
      const { events } = splitPayload(request.head, request.body);
      last = { request, events: new Map(events.map((event) => [event.index, event])) };
    }
    const event = last.events.get(index);
    if (event === undefined) return undefined;
    return event.overrides.size === 0 ? event.params : mergeParams(event.params, event.overrides);
  };
}
