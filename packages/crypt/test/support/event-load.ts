// Clients that send tracker payloads and remember which were acknowledged.
import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';

export interface EventLoad {
  /** Event ids of payloads that were answered 200. */
  readonly acknowledged: ReadonlySet<string>;
  /** Event ids of every payload that may have reached the collector. */
  readonly sent: ReadonlySet<string>;
  /** Answers by status; `error` when the connection broke. */
  readonly answers: Readonly<Record<string, number>>;
  /** Of each event with an entity, the number of its type. */
  readonly types: ReadonlyMap<string, number>;
  /** From now on events may be of types up to this number; -1 sends none with an entity. */
  typesUpTo: number;
  stop(): Promise<void>;
}

/** A page view of the tracker protocol with the given id. */
export function pageView(eventId: string, page = 'quote'): Readonly<Record<string, string>> {
  return {
    e: 'pv',
    eid: eventId,
    tv: 'js-4.10.1',
    p: 'web',
    aid: 'harbour',
    tna: 'sp',
    url: `https://harbour.example/${page}`,
    page: 'Quote',
    dtm: String(Date.now()),
    duid: '4f6d2d6e-7c83-4b8e-9d4b-6f8f3a1f3e11',
    vid: '1',
    lang: 'en-GB',
    res: '1920x1080',
    vp: '1200x800',
  };
}

/** The one entity of an event of a type, which carries its event's id. */
function typedContext(type: number, id: string): string {
  const entity = {
    schema: `iglu:com.harbour-life/kind_${type}/jsonschema/1-0-0`,
    data: { of: id, [`value_${type}`]: type },
  };
  return JSON.stringify({ schema: 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1', data: [entity] });
}

/** The schemas of `count` types, by their path below a project's folder of schemas. */
export function typedSchemas(count: number): ReadonlyMap<string, string> {
  return new Map(
    Array.from({ length: count }, (_, type) => {
      const name = `kind_${type}`;
      const schema = {
        $schema: 'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#',
        description: `Type ${type} of a test.`,
        self: { vendor: 'com.harbour-life', name, format: 'jsonschema', version: '1-0-0' },
        type: 'object',
        properties: { of: { type: 'string', maxLength: 36 }, [`value_${type}`]: { type: 'integer' } },
        required: ['of', `value_${type}`],
        additionalProperties: false,
      };
      return [`com.harbour-life/${name}/jsonschema/1-0-0`, JSON.stringify(schema)];
    }),
  );
}

/** One POST of `events`; resolves with the status. */
export function post(collector: string, events: readonly object[], agent?: Agent): Promise<number> {
  const body = JSON.stringify({
    schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4',
    data: events,
  });
  return new Promise((resolve, reject) => {
    const sending = request(
      `${collector}/com.snowplowanalytics.snowplow/tp2`,
      {
        method: 'POST',
        ...(agent === undefined ? {} : { agent }),
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    sending.once('error', reject);
    sending.end(body);
  });
}

/** Starts `clients` that each send payload after payload, pausing `pauseMs` between them and longer when refused. */
export function startLoad(collector: string, clients = 8, eventsPerPayload = 3, pauseMs = 0): EventLoad {
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  const answers: Record<string, number> = {};
  const types = new Map<string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let running = true;
  let made = 0;
  const makeEvent = (id: string): object => {
    // Every other event has an entity, mostly of the newest type.
    if (load.typesUpTo < 0 || made++ % 2 === 0) return pageView(id);
    const type = made % 5 === 0 ? made % (load.typesUpTo + 1) : load.typesUpTo;
    types.set(id, type);
    return { ...pageView(id), co: typedContext(type, id) };
  };
  const client = async (): Promise<void> => {
    while (running) {
      const ids = Array.from({ length: eventsPerPayload }, () => randomUUID());
      for (const id of ids) sent.add(id);
      const status = await post(
        collector,
        ids.map((id) => makeEvent(id)),
        agent,
      ).catch(() => 'error');
      answers[status] = (answers[status] ?? 0) + 1;
      if (status === 200) for (const id of ids) acknowledged.add(id);
      const waitMs = status === 200 ? pauseMs : Math.max(pauseMs, 20);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  const load = {
    acknowledged,
    sent,
    answers,
    types,
    typesUpTo: -1,
    async stop() {
      running = false;
      await done;
      agent.destroy();
    },
  };
  const done = Promise.all(Array.from({ length: clients }, client));
  return load;
}
