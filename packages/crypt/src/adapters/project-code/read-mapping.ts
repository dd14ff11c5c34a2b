// What a webhook's map answered, checked as read-result.ts checks.
import type { MappedEvent } from '../../contracts/project-code.ts';
import { WEBHOOK_EVENTS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, type Json } from '../../kernel/parse-json.ts';
import { isDescribed, TOO_DEEP } from './read-result.ts';

const OPTIONAL = ['eventId', 'trueTimestamp', 'userId', 'appId'] as const;
const MEMBERS: ReadonlySet<string> = new Set(['schema', 'data', ...OPTIONAL]);

/** Returns what is wrong with the answer as a text. */
export function readMapping(value: Json | undefined): readonly MappedEvent[] | string {
  if (value === undefined) return TOO_DEEP;
  if (!Array.isArray(value)) return 'it is not a list of events';
  const list = value as readonly Json[];
  if (list.length > WEBHOOK_EVENTS_MAX) return `it has more than ${WEBHOOK_EVENTS_MAX} events`;
  const events: MappedEvent[] = [];
  for (const [index, item] of list.entries()) {
    const event = readEvent(item);
    if (typeof event === 'string') return `event ${index + 1}: ${event}`;
    events.push(event);
  }
  return events;
}

function readEvent(value: Json): MappedEvent | string {
  if (!isJsonObject(value)) return 'not an object';
  const { schema = null, data = null, eventId = null, trueTimestamp = null, userId = null, appId = null } = value;
  if (!isDescribed({ schema, data })) return 'not {schema, data}';
  for (const key in value)
    if (!MEMBERS.has(key)) return `it has a member that is not one of ${[...MEMBERS].join(', ')}`;
  const wrong = Object.entries({ eventId, userId, appId }).find(([, text]) => !isTextOrNull(text))?.[0];
  if (wrong !== undefined) return `${wrong}: not a text`;
  const trueMs = trueTimestamp === null ? null : readTime(trueTimestamp);
  if (trueMs === undefined) return 'trueTimestamp: neither milliseconds nor ISO 8601 with a time zone';
  return {
    schema: schema as string,
    data,
    eventId: eventId as string | null,
    trueMs,
    userId: userId as string | null,
    appId: appId as string | null,
  };
}

function isTextOrNull(value: Json): boolean {
  return value === null || (typeof value === 'string' && value !== '');
}

/** Without a zone a time would depend on this machine's. */
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
/** The years 0 to 9999. */
const MS_MIN = -62_167_219_200_000;
const MS_MAX = 253_402_300_799_999;

function readTime(value: Json): number | undefined {
  let ms = Number.NaN;
  if (typeof value === 'number') ms = Math.round(value);
  else if (typeof value === 'string' && ISO.test(value)) ms = Date.parse(value);
  return ms >= MS_MIN && ms <= MS_MAX ? ms : undefined;
}
