// The example's back end: what it tracks for what it is sent, and what it refuses.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadBackend, type RunningBackend } from '../../support/example-modules.ts';

const { openTracker, startBackend } = await loadBackend();
const ID = '0b6a4bd9-6f0c-4f0e-8b58-4a1d3d6f7a10';
const VISITOR = { domainUserId: ID.replace('0b', '1b'), sessionId: ID.replace('0b', '2b'), sessionIndex: 3 };
const NETWORK = ID.replace('0b', '3b');
const SUBJECT = { id: ID, productCode: 'TERM' };
const APPLICATION = {
  application: SUBJECT,
  person: { name: 'Ada', mail: 'ada@example.org' },
  health: { smoker: true, treated: false, weeksOffSick: 2 },
  visitor: VISITOR,
};
const PURCHASE = { application: SUBJECT, monthlyPremium: 12.35, payment: 'card', visitor: VISITOR };

type Params = Readonly<Record<string, string>>;

describe('the back end', () => {
  const sent: Params[] = [];
  let backend: RunningBackend;
  let down = false;

  before(async () => {
    const send: typeof fetch = async (input, init) => {
      if (down) throw new TypeError('fetch failed');
      const { data } = (await new Request(input, init).json()) as { data: Params[] };
      sent.push(...data);
      return new Response('ok');
    };
    backend = await startBackend({ port: 0, tracker: openTracker('http://127.0.0.1:1', send) });
  });
  after(() => backend.close());

  async function ask(path: string, body: unknown, headers: Record<string, string> = {}): Promise<[number, unknown]> {
    const response = await fetch(`${backend.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return [response.status, await response.json()];
  }

  async function tracked(count: number): Promise<readonly Params[]> {
    for (let tries = 0; sent.length < count && tries < 100; tries++) await new Promise((go) => setTimeout(go, 10));
    return sent.splice(0);
  }

  const eventOf = (params: Params | undefined): unknown =>
    (JSON.parse(params?.['ue_pr'] ?? '') as { data: { schema: string; data: object } }).data;
  const entitiesOf = (params: Params | undefined): readonly unknown[] =>
    (JSON.parse(params?.['co'] ?? '') as { data: { data: unknown }[] }).data.map(({ data }) => data);

  for (const [outcome, health] of [
    ['accepted', {}],
    ['referred', { treated: true }],
    ['declined', { weeksOffSick: 27 }],
  ] as const) {
    test(`an application is ${outcome}, and tracked with the ids of the browser`, async () => {
      const answers = { ...APPLICATION.health, ...health };
      const cookie = { Cookie: `a=b; sp=${NETWORK}` };
      assert.deepEqual(await ask('/applications', { ...APPLICATION, health: answers }, cookie), [200, { outcome }]);
      const [params, ...more] = await tracked(1);
      assert.deepEqual(more, []);
      const { duid, sid, vid, nuid, aid, p } = params ?? {};
      assert.deepEqual(
        { duid, sid, vid, nuid, aid, p },
        {
          duid: VISITOR.domainUserId,
          sid: VISITOR.sessionId,
          vid: '3',
          nuid: NETWORK,
          aid: 'harbour-life-backend',
          p: 'srv',
        },
      );
      const event = eventOf(params) as { schema: string; data: { outcome: string } };
      assert.deepEqual(
        [event.schema, event.data.outcome],
        ['iglu:com.harbour-life/application_received/jsonschema/1-0-0', outcome],
      );
      assert.deepEqual(entitiesOf(params), [
        { ...SUBJECT, status: outcome },
        { code: 'TERM', name: 'Term life', version: 3 },
        answers,
      ]);
      assert.doesNotMatch(JSON.stringify(params), /Ada|example\.org/);
    });
  }

  test('a purchase is a policy and a payment with its number', async () => {
    const [status, answer] = await ask('/purchases', PURCHASE);
    const { policyNumber } = answer as { policyNumber: string };
    assert.equal(status, 200);
    assert.match(policyNumber, /^HL-[0-9A-F-]{13}$/);
    const events = await tracked(2);
    const issued = eventOf(events[0]) as { schema: string; data: Record<string, unknown> };
    assert.deepEqual({ ...issued.data, startsOn: '' }, { policyNumber, startsOn: '', monthlyPremium: 12.35 });
    assert.deepEqual(eventOf(events[1]), {
      schema: 'iglu:com.harbour-life/payment_taken/jsonschema/1-0-0',
      data: { amount: 12.35, payment: 'card', reference: policyNumber },
    });
    assert.equal(events[0]?.['nuid'], undefined, 'the id of the visitor before is not carried over');
  });

  test('a collector that is away does not keep anybody from applying', async () => {
    down = true;
    assert.deepEqual(await ask('/applications', APPLICATION), [200, { outcome: 'accepted' }]);
    down = false;
    await ask('/applications', APPLICATION);
    // What waited is sent with what comes next.
    assert.equal((await tracked(2)).length, 2);
  });

  const health = (more: object): object => ({ ...APPLICATION, health: { ...APPLICATION.health, ...more } });
  const bought = (more: object): object => ({ ...PURCHASE, ...more });
  const REFUSED: readonly (readonly [string, string, unknown, string])[] = [
    ['no JSON', '/applications', '{', 'We need JSON.'],
    ['a list', '/applications', [], 'We need an object: request.'],
    ['null', '/purchases', 'null', 'We need an object: request.'],
    ['too much', '/applications', `"${'x'.repeat(20_000)}"`, 'We need at most 16384 bytes.'],
    ['no person', '/applications', { ...APPLICATION, person: null }, 'We need an object: person.'],
    [
      'no name',
      '/applications',
      { ...APPLICATION, person: { name: ' ', mail: 'a@b' } },
      'We need a name of at most 80 characters.',
    ],
    [
      'no address',
      '/applications',
      { ...APPLICATION, person: { name: 'A', mail: 'a' } },
      'We need an address to write to.',
    ],
    ['no answer', '/applications', health({ smoker: 'no' }), 'We need yes or no to the questions about health.'],
    ['half a week', '/applications', health({ weeksOffSick: 0.5 }), 'We need weeks of sick leave from 0 to 520.'],
    [
      'no id',
      '/applications',
      { ...APPLICATION, application: { ...SUBJECT, id: '__proto__' } },
      'We need the id of the application.',
    ],
    [
      'another product',
      '/purchases',
      bought({ application: { ...SUBJECT, productCode: 'constructor' } }),
      'We need one of TERM, INCOME.',
    ],
    ['no visitor', '/purchases', bought({ visitor: {} }), "We need the tracker's ids."],
    [
      'session 0',
      '/purchases',
      bought({ visitor: { ...VISITOR, sessionIndex: 0 } }),
      'We need the number of the session.',
    ],
    ['no price', '/purchases', bought({ monthlyPremium: 1e9 }), 'We need a price in whole cents.'],
    ['half a cent', '/purchases', bought({ monthlyPremium: 1.005 }), 'We need a price in whole cents.'],
    ['another payment', '/purchases', bought({ payment: 'gold' }), 'We need one of card, transfer, debit.'],
  ];
  for (const [what, path, body, error] of REFUSED) {
    test(`${what} at ${path} is refused, and nothing is tracked`, async () => {
      assert.deepEqual(await ask(path, body), [400, { error }]);
      assert.deepEqual(sent, []);
    });
  }

  test('other addresses, methods and types are refused', async () => {
    assert.deepEqual(await ask('/', APPLICATION), [404, { error: 'There is nothing at this address.' }]);
    assert.equal((await fetch(backend.url)).status, 405);
    assert.deepEqual(await ask('/applications', APPLICATION, { 'Content-Type': 'text/plain' }), [
      400,
      { error: 'We need JSON.' },
    ]);
  });

  test('pages of this machine may ask, others not', async () => {
    const allowed = async (origin: string): Promise<string | null> => {
      const response = await fetch(`${backend.url}/applications`, { method: 'OPTIONS', headers: { Origin: origin } });
      return response.headers.get('Access-Control-Allow-Origin');
    };
    assert.equal(await allowed('http://127.0.0.1:4322'), 'http://127.0.0.1:4322');
    assert.equal(await allowed('https://elsewhere.example'), null);
    assert.equal(await allowed('http://127.0.0.1:4322.elsewhere.example'), null);
  });
});
