// A record of log:failed as pages may show it: names and kinds of values, never values. Texts are cut, so that what is
// kept of it stays small whatever wrote it.
import { isCryptError } from '../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { maskShape } from './mask/mask-shape.ts';
import { maskPath, maskQuery } from './mask/mask-address.ts';

export interface FailedExample {
  readonly origin: string;
  readonly failedMs: number;
  readonly appId: string | null;
  readonly eventName: string | null;
  readonly judgedBy: string;
  readonly messages: readonly string[];
  /** Masked parameters, or of a whole request its path, query names and size. */
  readonly shape: Json;
}

/** What the groups keep of a record. */
export interface Failure extends FailedExample {
  readonly group: string;
  readonly failureType: string;
  readonly cause: string;
  readonly schema: string | null;
}

const MESSAGES_MAX = 10;
const TEXT_MAX = 300;

/** Undefined when the record is something else. */
export function readFailure(payload: Uint8Array): Failure | undefined {
  const event = readObject(payload);
  const failureType = textOf(event['failureType']);
  const cause = textOf(event['cause']);
  const origin = textOf(event['origin']);
  const group = textOf(event['group']);
  const failedMs = event['failedMs'];
  if (failureType === null || cause === null || origin === null || group === null || typeof failedMs !== 'number') {
    return undefined;
  }
  return {
    group,
    failureType,
    cause,
    schema: textOf(event['schema']),
    origin,
    failedMs,
    appId: textOf(event['appId']),
    eventName: textOf(event['eventName']),
    judgedBy: textOf(event['judgedBy']) ?? 'unknown',
    messages: readMessages(event['messages']),
    shape: shapeOf(event),
  };
}

const decoder = new TextDecoder();

function readObject(payload: Uint8Array): JsonObject {
  try {
    const value = parseJson(decoder.decode(payload));
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return {};
    throw error;
  }
}

function readMessages(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.slice(0, MESSAGES_MAX).map((message) => textOf(message as Json) ?? '') : [];
}

/** The parameters' names and kinds; of a request that could not be split, its path, query names and size. */
function shapeOf(event: JsonObject): Json {
  const { params, payload } = event as { params?: Json; payload?: Json };
  if (isJsonObject(params)) return maskShape(params);
  if (!isJsonObject(payload)) return null;
  const body = payload['body'];
  const size = typeof body === 'string' ? body.length : 0;
  return {
    path: maskPath(textOf(payload['path']) ?? ''),
    query: maskQuery(textOf(payload['query']) ?? ''),
    contentType: textOf(payload['contentType']),
    body: `${payload['bodyEncoding'] === 'base64' ? 'base64' : 'text'} of ${size}`,
  };
}

function textOf(value: Json | undefined): string | null {
  if (typeof value !== 'string') return null;
  return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
}
