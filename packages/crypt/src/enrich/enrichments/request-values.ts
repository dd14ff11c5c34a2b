// Names and values that events take from the headers of their request.
import { REQUEST_VALUES_CHARACTERS_MAX, REQUEST_VALUE_CHARACTERS_MAX } from '../../kernel/limits.ts';
import type { PayloadFacts } from '../payload-facts.ts';

/** The data of http_header and http_cookie. */
export type NamedValue<V extends string | null = string | null> = { readonly name: string; readonly value: V };

/** Room that an entity takes beside its name and value. */
const ENTITY_CHARACTERS = 90;

/**
 * The first that fit. A POST repeats them in each of its events, so that 40 KB of headers would become gigabytes; and a
 * value longer than its schema allows would fail the event.
 */
export function withinRoom(values: Iterable<NamedValue>): readonly NamedValue[] {
  const kept: NamedValue[] = [];
  let room = REQUEST_VALUES_CHARACTERS_MAX;
  for (const named of values) {
    const { name, value } = named;
    if ((value?.length ?? 0) > REQUEST_VALUE_CHARACTERS_MAX) continue;
    room -= name.length + (value?.length ?? 0) + ENTITY_CHARACTERS;
    if (room < 0) break;
    kept.push(named);
  }
  return kept;
}

/** The same answer for all events of a payload, found once: they come one after another and share their facts. */
export function oncePerPayload<V>(find: (facts: PayloadFacts) => V): (facts: PayloadFacts) => V {
  let last: { readonly facts: PayloadFacts; readonly found: V } | undefined;
  return (facts) => {
    if (last?.facts !== facts) last = { facts, found: find(facts) };
    return last.found;
  };
}
