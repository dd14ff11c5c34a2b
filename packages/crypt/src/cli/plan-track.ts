// What `crypt track` sends: the parameters of one event, as a tracker makes them.
import { parseSchemaUri } from '../contracts/schema-key.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { parseJson } from '../kernel/parse-json.ts';
import type { Arguments } from './context.ts';
import { fail } from './errors.ts';

export type TrackedEvent = Readonly<Record<string, string>>;

export interface TrackFacts {
  readonly eventId: string;
  readonly nowMs: number;
  readonly version: string;
  /** Read when data is `-`. */
  readonly readInput: () => Promise<string>;
}

const SNOWPLOW = 'iglu:com.snowplowanalytics.snowplow';
export const TRACK_APP = 'crypt-track';

/** @throws CLI_OPTION (user). */
export async function planTrack(args: Arguments, facts: TrackFacts): Promise<TrackedEvent> {
  const what = args.words[0] ?? '';
  const event: Record<string, string> = {
    ...(await planKind(what, args, facts)),
    ...(args.text('url') === undefined ? {} : { url: args.text('url') ?? '' }),
    eid: facts.eventId,
    aid: TRACK_APP,
    p: 'srv',
    tv: `crypt-${facts.version}`,
    dtm: String(facts.nowMs),
    stm: String(facts.nowMs),
  };
  const entities = args.texts('entity').map(readEntity);
  if (entities.length > 0)
    event['co'] = `{"schema":"${SNOWPLOW}/contexts/jsonschema/1-0-1","data":[${entities.join(',')}]}`;
  return event;
}

async function planKind(what: string, args: Arguments, facts: TrackFacts): Promise<TrackedEvent> {
  if (what === 'page-view')
    return { e: 'pv', url: needed(args, 'url', what), ...given(args, { title: 'page', referrer: 'refr' }) };
  if (what === 'struct') {
    const more = given(args, { label: 'se_la', property: 'se_pr', value: 'se_va' });
    return { e: 'se', se_ca: needed(args, 'category', what), se_ac: needed(args, 'action', what), ...more };
  }
  if (what !== 'event') throw refuse(`it sends page-view, event or struct, not "${what}"`);
  const [, schema, data] = args.words;
  if (schema === undefined || data === undefined) throw refuse('event needs a schema and its data');
  const text = data === '-' ? await facts.readInput() : data;
  const inner = selfDescribing(schema, text);
  return { e: 'ue', ue_pr: `{"schema":"${SNOWPLOW}/unstruct_event/jsonschema/1-0-0","data":${inner}}` };
}

function needed(args: Arguments, option: string, what: string): string {
  const text = args.text(option) ?? '';
  if (text === '') throw refuse(`${what} needs --${option}`);
  return text;
}

function given(args: Arguments, params: Readonly<Record<string, string>>): TrackedEvent {
  const pairs = Object.entries(params).flatMap(([option, param]) => {
    const text = args.text(option);
    return text === undefined ? [] : [[param, text]];
  });
  return Object.fromEntries(pairs) as TrackedEvent;
}

function readEntity(text: string): string {
  const equals = text.indexOf('=');
  if (equals === -1) throw refuse('--entity is written <schema>=<json>');
  return selfDescribing(text.slice(0, equals), text.slice(equals + 1));
}

/** The data's own text, so that every digit arrives as it was typed. */
function selfDescribing(schema: string, text: string): string {
  if (parseSchemaUri(schema) === undefined) {
    throw refuse(`${JSON.stringify(schema)} is no schema; write iglu:com.acme/product/jsonschema/1-0-0`);
  }
  try {
    parseJson(text);
  } catch (error) {
    if (!isCryptError(error, 'JSON_REFUSED')) throw error;
    throw fail('CLI_OPTION', {
      command: 'track',
      reason: `the data of ${schema} is no JSON: ${String(error.params['reason'])}`,
    });
  }
  return `{"schema":"${schema}","data":${text}}`;
}

function refuse(reason: string) {
  return fail('CLI_OPTION', { command: 'track', reason });
}
