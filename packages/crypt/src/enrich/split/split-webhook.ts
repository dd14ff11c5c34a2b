// Webhooks of the Iglu path: any JSON object, array of objects or form becomes self-describing events of the schema that
// the query string names; a body that describes itself needs none. Texts of a JSON body are kept to the letter.
import { isCryptError } from '../../kernel/crypt-error.ts';
import { EVENTS_PER_PAYLOAD_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { arrayElements } from '../../kernel/json-span.ts';
import { adapterProblem, describeShape, type Problem } from '../problem.ts';
import { parseQuery } from './query-string.ts';
import { mergeParams, NO_OVERRIDES, refuse, singleEvent, type RawEvent, type SplitPayload } from './raw-event.ts';
import { isFormType, isJsonType, type Request } from './request.ts';
import { parseSchemaUri } from '../../contracts/schema-key.ts';

const TRACKER_VERSION = 'com.snowplowanalytics.iglu-v1';
const UNSTRUCT_EVENT = 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0';
/** Parameters of the query string that stay parameters of the event. */
const KEPT = new Set(['nuid', 'aid', 'cv', 'eid', 'ttm', 'url', 'p']);
/** Parameters that a request by GET does not count among its data. */
const NOT_DATA = new Set(['schema', 'nuid', 'aid', 'cv', 'p']);

export function splitWebhook(request: Request): SplitPayload {
  const { query, contentType, body } = request;
  const schema = query.get('schema');
  if (schema === undefined) return splitSelfDescribing(request);
  if (parseSchemaUri(schema) === undefined)
    return refuse(adapterProblem('schema: not an iglu URI', describeShape(schema)));
  if (body === '') {
    const data = new Map([...query].filter(([key]) => !NOT_DATA.has(key)));
    return singleEvent(eventParams(query, 'app', schema, formJson(data)));
  }
  if (isFormType(contentType)) return singleEvent(eventParams(query, 'srv', schema, formJson(parseQuery(body))));
  if (!isJsonType(contentType)) {
    return refuse(adapterProblem('content type: neither application/json nor a form', describeShape(contentType)));
  }
  const value = readJson(body);
  if ('problem' in value) return refuse(value.problem);
  if (Array.isArray(value.json)) return splitArray(request, schema, value.json as readonly Json[]);
  if (!isJsonObject(value.json) || Object.keys(value.json).length === 0) {
    return refuse(adapterProblem('body: no keys and values', describeShape(value.json)));
  }
  return singleEvent(eventParams(query, 'app', schema, body));
}

function splitSelfDescribing({ query, contentType, body }: Request): SplitPayload {
  if (body === '') return refuse(adapterProblem('schema: missing'), adapterProblem('body: empty'));
  if (!isJsonType(contentType)) {
    return refuse(adapterProblem('content type: not application/json', describeShape(contentType)));
  }
  const value = readJson(body);
  if ('problem' in value) return refuse(value.problem);
  if (
    !isJsonObject(value.json) ||
    parseSchemaUri(value.json['schema']) === undefined ||
    !Object.hasOwn(value.json, 'data')
  ) {
    return refuse(adapterProblem('body: not self-describing, and no schema is named', describeShape(value.json)));
  }
  return singleEvent(unstructParams(query, 'app', body));
}

function splitArray(request: Request, schema: string, values: readonly Json[]): SplitPayload {
  const { query, body } = request;
  if (values.length === 0) return refuse(adapterProblem('body: no events'));
  const texts = arrayElements(body);
  const rest = (from: number): string => `[${texts.slice(from).join(',')}]`;
  const events = values.slice(0, EVENTS_PER_PAYLOAD_MAX).map((value, index): RawEvent => {
    const params = eventParams(query, 'app', schema, texts[index] ?? '');
    const problems = isJsonObject(value) ? [] : [adapterProblem('event: not an object', describeShape(value))];
    return { index, params, overrides: NO_OVERRIDES, strict: false, problems };
  });
  if (values.length <= EVENTS_PER_PAYLOAD_MAX) return { events, failure: undefined, restFrom: rest };
  const problem: Problem = {
    type: 'size_violation',
    cause: `payload: more than ${EVENTS_PER_PAYLOAD_MAX} events`,
    detail: `${values.length - EVENTS_PER_PAYLOAD_MAX} more`,
  };
  const failure = { index: EVENTS_PER_PAYLOAD_MAX, problems: [problem], body: rest(EVENTS_PER_PAYLOAD_MAX) };
  return { events, failure, restFrom: rest };
}

function readJson(body: string): { json: Json } | { problem: Problem } {
  try {
    return { json: parseJson(body) };
  } catch (error) {
    const reason = isCryptError(error) ? String(error.params['reason']) : '';
    return { problem: adapterProblem('body: not JSON that we accept', reason) };
  }
}

/** An object of texts; an empty one is null, as in Snowplow. */
function formJson(pairs: ReadonlyMap<string, string>): string {
  const members = [...pairs].map(
    ([key, text]) => `${JSON.stringify(key)}:${text === '' ? 'null' : JSON.stringify(text)}`,
  );
  return `{${members.join(',')}}`;
}

function eventParams(
  query: ReadonlyMap<string, string>,
  platform: string,
  schema: string,
  dataJson: string,
): JsonObject {
  return unstructParams(query, platform, `{"schema":${JSON.stringify(schema)},"data":${dataJson}}`);
}

function unstructParams(query: ReadonlyMap<string, string>, platform: string, eventJson: string): JsonObject {
  const kept = new Map([...query].filter(([key]) => KEPT.has(key)));
  const envelope = `{"schema":"${UNSTRUCT_EVENT}","data":${eventJson}}`;
  return mergeParams({ tv: TRACKER_VERSION, e: 'ue', p: platform, ue_pr: envelope }, kept);
}
