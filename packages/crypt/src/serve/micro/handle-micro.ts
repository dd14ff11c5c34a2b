// The REST API for tests of tracking, on the collector's own door. What each path answers is in docs/testing.md.
//
//   request ─▶ is it this machine? ─▶ wait until enrich has passed what was acknowledged ─▶ answer from the buffer
import type { ExtraAnswer, ExtraRequest } from '../../contracts/extra-door.ts';
import { parseSchemaUri, type SchemaKey } from '../../contracts/schema-key.ts';
import { isCryptError, type CryptError } from '../../kernel/crypt-error.ts';
import { MICRO_ANSWER_CHARACTERS_MAX, MICRO_WAIT_MS_MAX } from '../../kernel/limits.ts';
import { fail } from '../errors.ts';
import { countBuckets, findBad, findGood, findPage, flatEvents } from './answer-events.ts';
import type { ColumnNamer } from './canonical-event.ts';
import { isLocalHost, isLocalOrigin } from './local-name.ts';
import type { MicroBuffer } from './micro-buffer.ts';
import { readBadQuery, readBuckets, readEventsQuery, readGoodQuery } from './read-query.ts';
import { renderMicroPage } from './render-page.ts';
import type { ParametersOf } from './show-event.ts';

export interface FoundSchema {
  /** The schema's text, or undefined when no source has it. */
  readonly text: string | undefined;
  /** What each source that was asked said instead, by its name. */
  readonly misses: Readonly<Record<string, string>>;
}

export interface MicroContext {
  readonly buffer: MicroBuffer;
  /** Offset after the last raw record that was acknowledged. */
  readonly rawEnd: () => number;
  /** Waits until the buffer holds all that came of the raw records before `rawEnd`; false when time is up. */
  readonly caughtUp: (rawEnd: number) => Promise<boolean>;
  readonly parametersOf: ParametersOf;
  readonly columnOf: ColumnNamer;
  readonly findSchema: (key: SchemaKey) => Promise<FoundSchema>;
  readonly nowMs: () => number;
}

export const MICRO_PREFIX = '/micro';
const IGLU = `${MICRO_PREFIX}/iglu/`;

const STATUS: Readonly<Record<string, number>> = {
  MICRO_REQUEST: 400,
  MICRO_HOST_REFUSED: 403,
  MICRO_PATH_UNKNOWN: 404,
  MICRO_BEHIND: 503,
};

/** Rejects only for a defect of ours. */
export async function handleMicro(context: MicroContext, request: ExtraRequest): Promise<ExtraAnswer> {
  try {
    if (!isLocalHost(request.host)) throw fail('MICRO_HOST_REFUSED', {});
    const answer = request.path.startsWith(IGLU) ? await iglu(context, request) : await ask(context, request);
    return { ...answer, headers: [...answer.headers, ...headersFor(request)] };
  } catch (error) {
    if (!isCryptError(error) || !Object.hasOwn(STATUS, error.code)) throw error;
    return refusal(error, request);
  }
}

type Part = (context: MicroContext, request: ExtraRequest) => ExtraAnswer;

const PARTS: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['/all', ({ buffer }) => json(JSON.stringify(buffer.summary()))],
  ['/good', good],
  ['/bad', bad],
  ['/events', events],
  ['/timeline', timeline],
]);

async function ask(context: MicroContext, request: ExtraRequest): Promise<ExtraAnswer> {
  const name = request.path.slice(MICRO_PREFIX.length);
  const { buffer } = context;
  const rawEnd = context.rawEnd();
  if (name === '/reset') {
    // What is late then is older than the reset, and does not come back.
    await context.caughtUp(rawEnd);
    buffer.reset(rawEnd);
    return json(JSON.stringify(buffer.summary()));
  }
  if (name === '/ui') return renderMicroPage(buffer, await context.caughtUp(rawEnd));
  const part = PARTS.get(name);
  if (part === undefined) throw fail('MICRO_PATH_UNKNOWN', {});
  if (!(await context.caughtUp(rawEnd))) throw fail('MICRO_BEHIND', { waitMsMax: MICRO_WAIT_MS_MAX });
  const answer = part(context, request);
  return buffer.dropped === 0
    ? answer
    : { ...answer, headers: [...answer.headers, 'Crypt-Dropped', String(buffer.dropped)] };
}

function good({ buffer, parametersOf }: MicroContext, { method, body }: ExtraRequest): ExtraAnswer {
  const query = readGoodQuery(method === 'POST' ? body : NOTHING);
  return list(findGood(buffer.newestFirst(), query, parametersOf));
}

function bad({ buffer, parametersOf }: MicroContext, { method, body }: ExtraRequest): ExtraAnswer {
  const query = readBadQuery(method === 'POST' ? body : NOTHING);
  return list(findBad(buffer.newestFirst(), query, parametersOf));
}

function events({ buffer, columnOf }: MicroContext, { method, body }: ExtraRequest): ExtraAnswer {
  if (method === 'GET') return list(flatEvents(buffer.newestFirst(), columnOf));
  return json(JSON.stringify(findPage(buffer.newestFirst(), readEventsQuery(body), columnOf)));
}

function timeline({ buffer }: MicroContext, { method, body }: ExtraRequest): ExtraAnswer {
  if (method === 'GET') throw fail('MICRO_REQUEST', { reason: 'the timeline is asked for with POST, and its buckets' });
  return json(JSON.stringify({ points: countBuckets(buffer.newestFirst(), readBuckets(body)) }));
}

const NOTHING = new Uint8Array(0);

async function iglu({ findSchema, nowMs }: MicroContext, { path }: ExtraRequest): Promise<ExtraAnswer> {
  const key = parseSchemaUri(`iglu:${path.slice(IGLU.length)}`);
  if (key === undefined) throw fail('MICRO_PATH_UNKNOWN', {});
  const { text, misses } = await findSchema(key);
  if (text !== undefined) return json(text);
  const lastAttempt = new Date(nowMs()).toISOString();
  const said = Object.entries(misses).map(([source, error]) => [
    source,
    { errors: [{ error }], attempts: 1, lastAttempt },
  ]);
  return { ...json(JSON.stringify({ value: Object.fromEntries(said) as object })), status: 404 };
}

/** Newest first, so what an answer has no room for is the oldest; a header says that there is more. */
function list(values: Iterable<object>): ExtraAnswer {
  const parts: string[] = [];
  let characters = 0;
  for (const value of values) {
    const part = JSON.stringify(value);
    characters += part.length;
    if (characters > MICRO_ANSWER_CHARACTERS_MAX && parts.length > 0) {
      return { ...json(`[${parts.join(',')}]`), headers: [...JSON_TYPE, 'Crypt-Cut-Off', 'true'] };
    }
    parts.push(part);
  }
  return json(`[${parts.join(',')}]`);
}

const JSON_TYPE = ['Content-Type', 'application/json'] as const;

function json(body: string): ExtraAnswer {
  return { status: 200, headers: JSON_TYPE, body };
}

function refusal(error: CryptError, request: ExtraRequest): ExtraAnswer {
  const headers = ['Content-Type', 'text/plain', ...headersFor(request)];
  if (error.kind === 'transient') headers.push('Retry-After', '1');
  return {
    status: STATUS[error.code] ?? 400,
    headers,
    body: `${error.code}: ${error.message} ${error.hint}\n`,
  };
}

function headersFor({ origin }: ExtraRequest): readonly string[] {
  const always = ['Cache-Control', 'no-store', 'Vary', 'Origin', 'X-Content-Type-Options', 'nosniff'];
  if (origin === null || !isLocalOrigin(origin)) return always;
  return [...always, 'Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true'];
}
