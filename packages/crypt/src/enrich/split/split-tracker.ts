// Tracker protocols 1 and 2: a query string is one event; a JSON body is payload_data, its events each taken with the
// query string merged over them.
import { isCryptError } from '../../kernel/crypt-error.ts';
import { EVENTS_PER_PAYLOAD_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json } from '../../kernel/parse-json.ts';
import { arrayElements, memberSpan } from '../../kernel/json-span.ts';
import { describeShape, protocolProblem, type Problem } from '../problem.ts';
import { mergeParams, refuse, singleEvent, type RawEvent, type SplitPayload } from './raw-event.ts';
import { isJsonType, type Request } from './request.ts';
import { parseSchemaUri } from '../../contracts/schema-key.ts';

export function splitTracker(request: Request): SplitPayload {
  const { query, contentType, body } = request;
  if (body === '') {
    return query.size === 0
      ? refuse(protocolProblem('payload: neither body nor query string'))
      : singleEvent(mergeParams({}, query));
  }
  if (!isJsonType(contentType)) {
    return refuse(protocolProblem('content type: not application/json', describeShape(contentType)));
  }
  const data = readPayloadData(body);
  if ('cause' in data) return refuse(data);
  const events = data.slice(0, EVENTS_PER_PAYLOAD_MAX).map((value, index) => rawEvent(value, index, query));
  const failure = data.length > EVENTS_PER_PAYLOAD_MAX ? tooMany(body, data.length) : undefined;
  return { events, failure, restFrom: (index) => bodyFrom(body, index) };
}

function readPayloadData(body: string): readonly Json[] | Problem {
  let value: Json;
  try {
    value = parseJson(body);
  } catch (error) {
    return protocolProblem('body: not JSON that we accept', isCryptError(error) ? String(error.params['reason']) : '');
  }
  if (!isJsonObject(value)) return protocolProblem('body: not self-describing', describeShape(value));
  const key = parseSchemaUri(value['schema']);
  if (
    key?.vendor !== 'com.snowplowanalytics.snowplow' ||
    key.name !== 'payload_data' ||
    !key.version.startsWith('1-0-')
  ) {
    return protocolProblem('body: its schema is not payload_data 1-0-x', describeShape(value['schema']));
  }
  const data = value['data'];
  if (!Array.isArray(data)) return protocolProblem('body: its data is not an array', describeShape(data));
  return data.length === 0 ? protocolProblem('body: no events') : (data as readonly Json[]);
}

function rawEvent(value: Json, index: number, query: ReadonlyMap<string, string>): RawEvent {
  if (!isJsonObject(value)) {
    const problem = protocolProblem('event: not an object', describeShape(value));
    return { index, params: { value }, overrides: query, strict: false, problems: [problem] };
  }
  return { index, params: value, overrides: query, strict: true, problems: [] };
}

function tooMany(body: string, count: number): NonNullable<SplitPayload['failure']> {
  const problem: Problem = {
    type: 'size_violation',
    cause: `payload: more than ${EVENTS_PER_PAYLOAD_MAX} events`,
    detail: `${count - EVENTS_PER_PAYLOAD_MAX} more`,
  };
  return { index: EVENTS_PER_PAYLOAD_MAX, problems: [problem], body: bodyFrom(body, EVENTS_PER_PAYLOAD_MAX) };
}

/** The body with only its events from `index` on, to the letter, so that they can be sent again and no other is. */
function bodyFrom(body: string, index: number): string {
  const [from, to] = memberSpan(body, 'data') ?? [0, 0];
  const rest = arrayElements(body.slice(from, to)).slice(index);
  return `${body.slice(0, from)}[${rest.join(',')}]${body.slice(to)}`;
}
