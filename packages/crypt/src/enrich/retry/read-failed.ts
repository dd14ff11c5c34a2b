// Records of log:failed as a retry reads them: the group at a glance, the rest only of those that are wanted.
import { isFailedEvent, type FailedEvent } from '../../contracts/failed-event.ts';
import type { LogRecord } from '../../contracts/log.ts';
import { parseJson, type Json } from '../../kernel/parse-json.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';

export interface FailedFacts extends Pick<
  FailedEvent,
  'origin' | 'extent' | 'group' | 'failureType' | 'cause' | 'schema' | 'appId'
> {
  readonly failedOffset: number;
  /** Id and offset of the record of log:raw that it came in, and its index there. */
  readonly recordId: string;
  readonly rawOffset: number;
  readonly index: number;
}

/** Undefined when the record is no failed event. */
export function readFailed({ offset, payload }: LogRecord): FailedFacts | undefined {
  const event = parse(payload);
  if (!isFailedEvent(event)) return undefined;
  const { origin, extent, group, failureType, cause, schema, appId } = event;
  const place = parseOrigin(origin);
  return place && { failedOffset: offset, ...place, origin, extent, group, failureType, cause, schema, appId };
}

function parse(payload: Uint8Array): Json {
  try {
    return parseJson(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return null;
    throw error;
  }
}

const ORIGIN = /^[^/]+\/((?:.+\/)?(\d+))\/(\d+)$/;

/** Of `<topic>/<record id>/<index>`. */
export function parseOrigin(origin: string): Pick<FailedFacts, 'recordId' | 'rawOffset' | 'index'> | undefined {
  const [, recordId, rawOffset, index] = ORIGIN.exec(origin) ?? [];
  return recordId === undefined ? undefined : { recordId, rawOffset: Number(rawOffset), index: Number(index) };
}

const GROUP = Buffer.from('"group":"');
const GROUP_DIGITS = 10;

/**
 * The group of a record, without parsing it; '' when it has none. Keys are in order (canonical JSON) and quotes in texts
 * are escaped, so what the sender named comes later and cannot be taken for it.
 */
export function groupOfFailed(payload: Uint8Array): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const at = bytes.indexOf(GROUP);
  return at === -1 ? '' : bytes.toString('latin1', at + GROUP.length, at + GROUP.length + GROUP_DIGITS);
}

const CAUSE = '"cause":';

/** Tells without parsing whether a record may have one of the causes. */
export function causeFilter(causes: readonly string[]): (payload: Uint8Array) => boolean {
  const texts = causes.map((cause) => Buffer.from(`${CAUSE}${JSON.stringify(cause)}`));
  return (payload) => {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return texts.some((text) => bytes.includes(text));
  };
}
