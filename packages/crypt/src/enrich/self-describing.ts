// The self-describing JSON of `ue_pr`, `ue_px`, `co` and `cx`: checked for its shape, kept to the letter. Whether the
// data obeys its schema is judged by a later stage, which has schemas.
import { isUtf8 } from 'node:buffer';
import { parseSchemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { oneLineJson } from './clean-text.ts';
import { describeShape, schemaProblem, type Problem } from './problem.ts';

/** Which envelope: its schema's name, and the parameter's name for messages. */
export interface Envelope {
  readonly param: string;
  readonly schemaName: 'unstruct_event' | 'contexts';
}

export type EnvelopeResult =
  | { readonly json: string; readonly inner: SchemaKey | undefined; readonly problem?: undefined }
  | { readonly problem: Problem };

/** Checks an envelope given as JSON text. `inner` is the schema of the event in `unstruct_event`. */
export function readEnvelope(text: string, envelope: Envelope): EnvelopeResult {
  const { param, schemaName } = envelope;
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    const reason = isCryptError(error) ? String(error.params['reason']) : '';
    return { problem: schemaProblem(`${param}: not JSON that we accept`, reason) };
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, 'data')) {
    return { problem: schemaProblem(`${param}: not self-describing`, describeShape(value)) };
  }
  if (!isEnvelopeOf(value['schema'], schemaName)) {
    return {
      problem: schemaProblem(`${param}: its schema is not ${schemaName} 1-0-x`, describeShape(value['schema'])),
    };
  }
  const data = value['data'];
  if (schemaName === 'contexts') {
    const problem = checkEntities(data, param);
    return problem === undefined ? { json: oneLineJson(text), inner: undefined } : { problem };
  }
  const inner = readSchema(data);
  if (inner === undefined)
    return { problem: schemaProblem(`${param}: its event is not self-describing`, describeShape(data)) };
  return { json: oneLineJson(text), inner };
}

function isEnvelopeOf(uri: unknown, schemaName: string): boolean {
  const key = parseSchemaUri(uri);
  return (
    key !== undefined &&
    key.vendor === 'com.snowplowanalytics.snowplow' &&
    key.name === schemaName &&
    key.version.startsWith('1-0-')
  );
}

function checkEntities(data: Json | undefined, param: string): Problem | undefined {
  if (!Array.isArray(data)) return schemaProblem(`${param}: its data is not an array`, describeShape(data));
  const wrong = data.findIndex((entity: Json) => readSchema(entity) === undefined);
  if (wrong === -1) return undefined;
  return schemaProblem(`${param}: an entity is not self-describing`, `entity ${wrong + 1} of ${data.length}`);
}

/** Schema of `{schema, data}` without other keys, as contexts and unstruct_event ask for; undefined for anything else. */
function readSchema(value: Json | undefined): SchemaKey | undefined {
  if (!isJsonObject(value) || !hasOnlySchemaAndData(value)) return undefined;
  return parseSchemaUri(value['schema']);
}

function hasOnlySchemaAndData(value: JsonObject): boolean {
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
