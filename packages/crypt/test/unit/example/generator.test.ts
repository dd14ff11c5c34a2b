// The example's generator: what it makes is the same every time, true to its account, and judged by the platform as meant.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { before, describe, test } from 'node:test';
import { isbot } from 'isbot';
import { nodeClock } from '../../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { openSchemas } from '../../../src/cli/open-schemas.ts';
import { readProject } from '../../../src/config/read-config.ts';
import { enrichRecords } from '../../../src/enrich/pipeline.ts';
import { SchemaBook } from '../../../src/schemas/schema-book.ts';
import { plainPipeline } from '../../support/fake-schemas.ts';
import { record } from '../enrich/make-record.ts';
import {
  INSURER,
  loadGenerator,
  type Account,
  type Calendar,
  type MadeRequest,
} from '../../support/example-modules.ts';

const generator = await loadGenerator();
const DAY_MS = 86_400_000;
const PLAN = { seed: 7, visitors: 800 };
const UNTIL = new Date('2026-07-01T00:00:00Z');

type Params = Readonly<Record<string, string>>;

interface Session {
  readonly numbers: number[];
  readonly previous: unknown;
  readonly index: string;
  readonly duid: string;
}

interface Made {
  readonly request: MadeRequest;
  readonly body: string;
  readonly data: readonly Params[];
}

function make(plan: { readonly seed: number; readonly visitors: number }, calendar: Calendar): readonly Made[] {
  return [...generator.everyRequest({ ...plan, calendar })].map((request) => {
    const body = generator.bodyOf(request);
    return { request, body, data: (JSON.parse(body) as { data: Params[] }).data };
  });
}

function digest(made: readonly Made[]): string {
  const hash = createHash('sha256');
  for (const { request, body } of made) hash.update(`${request.timeMs} ${JSON.stringify(request.headers)} ${body}\n`);
  return hash.digest('hex');
}

describe('the generator', () => {
  const calendar = generator.makeCalendar({ until: UNTIL, months: 18 });
  let made: readonly Made[];
  let account: Account;
  /** Sound events, each once. */
  let events: readonly Params[];

  before(() => {
    made = make(PLAN, calendar);
    account = generator.openAccount();
    for (const { request } of made) generator.count(account, request);
    events = made.flatMap(({ request, data }) =>
      data.slice(request.repeated.length, request.repeated.length + request.events.length),
    );
  });

  test('the same seed gives the same bytes, another seed others', () => {
    const few = { ...PLAN, visitors: 200 };
    const once = digest(make(few, calendar));
    assert.equal(digest(make(few, calendar)), once);
    assert.notEqual(digest(make({ ...few, seed: 8 }, calendar)), once);
  });

  test('its account is what is in the requests, and no id is used twice but by a duplicate that was planted', () => {
    const sent = made.flatMap(({ data }) => data);
    const ids = new Set(sent.map((params) => params['eid']));
    assert.equal(account.requests, made.length);
    assert.equal(sent.length, account.events + account.duplicates + account.broken);
    assert.equal(ids.size, account.events + account.broken);
    const names = Object.values(account.byName).reduce((sum, count) => sum + count, 0);
    assert.equal(names, account.events + account.broken);
    const seen = new Set<string | undefined>();
    for (const { request } of made) {
      for (const { id } of request.repeated) assert.ok(seen.has(id), 'what is repeated was sent before');
      for (const { id } of [...request.events, ...request.broken]) seen.add(id);
    }
  });

  test('every time lies within the months, and none is before the one that causes it', () => {
    assert.deepEqual(
      [calendar.startMs, calendar.endMs],
      [Date.parse('2025-01-01T00:00:00Z'), Date.parse('2026-07-01T00:00:00Z')],
    );
    const isWithin = (timeMs: number): boolean => timeMs >= calendar.startMs && timeMs < calendar.endMs;
    const wrong = made.flatMap(({ request, data }) =>
      data.filter((params) => {
        const [created, sent, truly] = ['dtm', 'stm', 'ttm'].map((name) => Number(params[name])) as [
          number,
          number,
          number,
        ];
        const isOrdered = created <= sent && truly <= request.timeMs && sent - created === request.timeMs - truly;
        return !isOrdered || ![created, sent, truly, request.timeMs].every(isWithin);
      }),
    );
    assert.deepEqual(wrong, []);
  });

  test('requests come day by day', () => {
    const days = made.map(({ request }) => Math.floor((request.timeMs - calendar.startMs) / DAY_MS));
    const back = days.filter((day, index) => day < (days[index - 1] ?? 0) - 1);
    assert.deepEqual(back, []);
  });

  test('shares are those of a real site: robots, duplicates, late and broken events, pings, back end', () => {
    const agents = new Map<string, string>();
    for (const { request, data } of made) {
      agents.set(String(data[0]?.['duid']), request.headers['User-Agent'] ?? '');
    }
    const people = [...agents].filter(([id]) => id !== 'undefined');
    const share = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10;
    const between = (value: number, from: number, to: number): void =>
      assert.ok(value >= from && value <= to, `${value} is not from ${from} to ${to}`);
    between(share(people.filter(([, agent]) => isbot(agent)).length, people.length), 1.5, 5);
    between(share(account.duplicates, account.events), 0.3, 2);
    between(share(account.broken, account.events), 0.1, 0.6);
    between(share(account.late, account.events), 0.02, 1);
    between(share(account.byName['page_ping'] ?? 0, account.events), 30, 60);
    between(share(events.filter((params) => params['p'] === 'srv').length, account.events), 0.3, 3);
  });

  test('each step of the funnel has fewer visitors than the one before it', () => {
    const visitorsOf = (page: string): number =>
      new Set(events.filter(({ url }) => url?.includes(page) === true).map(({ duid }) => duid)).size;
    const asked = new Set(
      events.filter(({ ue_pr: data }) => data?.includes('quote_requested')).map(({ duid }) => duid),
    );
    const steps = [agentsOf(events), asked.size, ...['/apply', '/thanks', '/buy', '/policy'].map(visitorsOf)];
    assert.deepEqual(
      steps,
      steps.toSorted((one, other) => other - one),
    );
    assert.ok((steps.at(-1) ?? 0) > 0, 'somebody buys');
  });

  test('the business grows, and rests at the weekend', () => {
    const views = events.filter(({ e }) => e === 'pv').map(({ ttm }) => Number(ttm));
    const middleMs = (calendar.startMs + calendar.endMs) / 2;
    assert.ok(views.filter((timeMs) => timeMs > middleMs).length > 1.2 * (views.length / 2));
    const on = (weekday: number): number => views.filter((timeMs) => new Date(timeMs).getUTCDay() === weekday).length;
    assert.ok(on(1) > 1.2 * on(6), `${on(1)} on Mondays, ${on(6)} on Saturdays`);
  });

  test('the events of each session are numbered without a hole, and each session names the one before it', () => {
    const sessions = new Map<string, Session>();
    for (const { co, sid = '', vid = '', duid = '', p } of events) {
      if (p !== 'web') continue;
      const entities = (JSON.parse(co ?? '') as { data: { schema: string; data: Record<string, unknown> }[] }).data;
      const data = entities.find(({ schema }) => schema.includes('client_session'))?.data ?? {};
      assert.deepEqual([data['sessionId'], String(data['sessionIndex']), data['userId']], [sid, vid, duid]);
      const session: Session = sessions.get(sid) ?? {
        numbers: [],
        previous: data['previousSessionId'],
        index: vid,
        duid,
      };
      session.numbers.push(Number(data['eventIndex']));
      sessions.set(sid, session);
    }
    const byPerson = new Map([...sessions].map(([sid, { duid, index }]) => [`${duid} ${index}`, sid]));
    for (const { numbers, previous, index, duid } of sessions.values()) {
      const inOrder = numbers.toSorted((one, other) => one - other);
      assert.deepEqual(
        inOrder,
        inOrder.map((_, at) => at + 1),
      );
      assert.equal(previous, byPerson.get(`${duid} ${Number(index) - 1}`) ?? null);
    }
    assert.ok(
      [...sessions.values()].some(({ index }) => Number(index) > 2),
      'visitors come back',
    );
  });

  test('what the back end sends has the visitor and the session of the browser', () => {
    const sessions = new Set(events.filter(({ p }) => p === 'web').map(({ duid, sid }) => `${duid} ${sid}`));
    const served = events.filter(({ p }) => p === 'srv');
    assert.deepEqual(
      served.filter(({ duid, sid }) => !sessions.has(`${duid} ${sid}`)),
      [],
    );
    assert.ok(served.length > 0);
  });

  test('the platform stores every sound event, and fails every broken one for another reason', async () => {
    const some = made.slice(0, 1500);
    const outputs = await enrich(some.map(({ body }, offset) => record({ userAgent: null }, body, offset)));
    const wrong = some.flatMap(({ request }, at) => {
      const { enriched = [], failed = [] } = outputs[at] ?? {};
      const isMeant =
        enriched.length === request.events.length + request.repeated.length && failed.length === request.broken.length;
      return isMeant ? [] : failed.map(({ event }) => `${event.cause}: ${event.messages.join()}`);
    });
    assert.deepEqual(wrong, []);
    const causes = new Set(outputs.flatMap(({ failed }) => failed.map(({ event }) => event.cause)));
    assert.equal(causes.size, 5, [...causes].join());
  });
});

function agentsOf(events: readonly Params[]): number {
  return new Set(events.filter(({ p }) => p === 'web').map(({ duid }) => duid)).size;
}

/** By the plan of the example and the schemas that come with the program. */
async function enrich(records: readonly ReturnType<typeof record>[]) {
  const project = await readProject(fileURLToPath(INSURER), nodeFiles, {});
  const sources = await openSchemas(project, { files: nodeFiles, clock: nodeClock, environment: {} });
  const schemas = new SchemaBook({ sources: sources.all, clock: nodeClock });
  return (await enrichRecords(records, plainPipeline({ schemas }), new AbortController().signal)) ?? [];
}
