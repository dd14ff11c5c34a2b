// The self-describing JSON of `ue_pr`, `ue_px`, `co` and `cx`: checked for its shape, kept to the letter. Whether the
// data obeys its schema is judged later (judge-data.ts).
import { isUtf8 } from 'node:buffer';
import { parseSchemaUri } from '../contracts/schema-key.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { ExactNumber, parseExactJson, type ExactJson } from '../kernel/exact-json.ts';
import { oneLineJson } from './clean-text.ts';
import type { SelfDescribing } from './event-draft.ts';
import { describeShape, schemaProblem, type Problem } from './problem.ts';

/** Which envelope: its schema's name, and the parameter's name for messages. */
export interface Envelope {
  readonly param: string;
  readonly schemaName: 'unstruct_event' | 'contexts';
}

export type EnvelopeResult =
  | { readonly json: string; readonly parts: readonly SelfDescribing[]; readonly problem?: undefined }
  | { readonly problem: Problem };

/** Checks an envelope given as JSON text. `parts` is the event of `unstruct_event`, or the entities of `contexts`. */
export function readEnvelope(text: string, envelope: Envelope): EnvelopeResult {
  const { param, schemaName } = envelope;
  let value: ExactJson;
  try {
    value = parseExactJson(text);
  } catch (error) {
    const reason = isCryptError(error) ? String(error.params['reason']) : '';
    return { problem: schemaProblem(`${param}: not JSON that we accept`, reason) };
  }
  if (!isObject(value) || !Object.hasOwn(value, 'data')) {
    return { problem: schemaProblem(`${param}: not self-describing`, describeShape(value)) };
  }
  if (!isEnvelopeOf(value['schema'], schemaName)) {
    return {
      problem: schemaProblem(`${param}: its schema is not ${schemaName} 1-0-x`, describeShape(value['schema'])),
    };
  }
  const data = value['data'];
  const parts = schemaName === 'contexts' ? readEntities(data, param) : readEvent(data, param);
  return 'problem' in parts ? parts : { json: oneLineJson(text), parts: parts.parts };
}

type Parts = { readonly parts: readonly SelfDescribing[] } | { readonly problem: Problem };

function isEnvelopeOf(uri: unknown, schemaName: string): boolean {
  const key = parseSchemaUri(uri);
  return (
    key !== undefined &&
    key.vendor === 'com.snowplowanalytics.snowplow' &&
    key.name === schemaName &&
    key.version.startsWith('1-0-')
  );
}

function readEvent(data: ExactJson | undefined, param: string): Parts {
  const event = readPart(data);
  if (event !== undefined) return { parts: [event] };
  return { problem: schemaProblem(`${param}: its event is not self-describing`, describeShape(data)) };
}

function readEntities(data: ExactJson | undefined, param: string): Parts {
  if (!Array.isArray(data)) {
    return { problem: schemaProblem(`${param}: its data is not an array`, describeShape(data)) };
  }
  const parts: SelfDescribing[] = [];
  for (const [index, value] of (data as readonly ExactJson[]).entries()) {
    const part = readPart(value);
    if (part === undefined) {
      const detail = `entity ${index + 1} of ${data.length}`;
      return { problem: schemaProblem(`${param}: an entity is not self-describing`, detail) };
    }
    parts.push(part);
  }
  return { parts };
}

/** `{schema, data}` without other keys, as contexts and unstruct_event ask for; undefined for anything else. */
function readPart(value: ExactJson | undefined): SelfDescribing | undefined {
  if (!isObject(value) || !hasOnlySchemaAndData(value)) return undefined;
  const { schema, data } = value;
  return typeof schema === 'string' && parseSchemaUri(schema) !== undefined
    ? { schema, data: data ?? null }
    : undefined;
}

type ExactObject = { readonly [key: string]: ExactJson };

function isObject(value: ExactJson | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

function hasOnlySchemaAndData(value: ExactObject): boolean {
  let count = 0;
  for (const key in value) {
    if (key !== 'schema' && key !== 'data') return false;
    count++;
  }
  return count === 2;
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** UTF-8 text of base64 in either alphabet, padded or not; undefined when it is neither. */
export function decodeBase64(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
