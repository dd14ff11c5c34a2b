// Code of the project on a running platform: an enrichment that adds, drops and hangs, and a webhook with a signature.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { awaitedRows } from '../support/awaited-rows.ts';
import { pageView, post } from '../support/event-load.ts';
import { makePlace, startPlatform, type Place, type Platform } from '../support/platform.ts';

const SECRET = 'what both sides know';

const CONFIG = `
enrichments:
  project: { files: [enrichments/score.ts], timeMsMax: 1000 }
webhooks:
  - path: /com.acme/payments
    verify: { kind: hmac, header: X-Signature, secretVariables: [PAYMENTS_SECRET] }
    map: webhooks/payments.ts
`;

const FILES: Readonly<Record<string, string>> = {
  'tracking/plan.yml': `
vendor: com.harbour-life
events:
  payment_received:
    version: 1-0-0
    description: Money came.
    properties: { amount: { type: 'decimal(9,2)', required: true, description: In euros. } }
entities:
  score:
    version: 1-0-0
    description: What an event is worth.
    properties: { points: { type: integer, required: true, description: Points. } }
`,
  'enrichments/score.ts': `
import type { Enrich } from '@thecrypt/crypt/enrichment';
const score: Enrich = ({ columns }) => {
  const path: unknown = columns.page_urlpath;
  if (path === '/hang') for (;;);
  if (path === '/drop') return { drop: 'not wanted' };
  return { entities: [{ schema: 'iglu:com.harbour-life/score/jsonschema/1-0-0', data: { points: 7 } }] };
};
export default score;
`,
  'webhooks/payments.ts': `
import type { MapWebhook } from '@thecrypt/crypt/enrichment';
const payments: MapWebhook = ({ json }) => [
  { schema: 'iglu:com.harbour-life/payment_received/jsonschema/1-0-0', data: { amount: (json as { eur: number }).eur } },
];
export default payments;
`,
};

describe('code of the project', () => {
  let place: Place;
  let platform: Platform;

  before(async () => {
    place = await makePlace(CONFIG, { PAYMENTS_SECRET: SECRET });
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(place.project, path)), { recursive: true });
      writeFileSync(join(place.project, path), text);
    }
    platform = await startPlatform(place);
  });
  after(async () => {
    await platform.stop();
    rmSync(place.project, { recursive: true });
  });

  test('an enrichment adds an entity, drops an event, and one that hangs fails its event alone', async () => {
    const events = ['quote', 'drop', 'hang', 'other'].map((page) => pageView(randomUUID(), page));
    assert.equal(await post(platform.collector, events), 200);
    const { balance } = await platform.until(({ balance: now }) => now.failed === 1 && now.stored === 2, 30);
    assert.equal(balance.dropped, 1);
    const points = 'contexts_com_harbour_life_score_1[1].points';
    const rows = await platform.sql(`select page_urlpath, ${points} from landing.events order by 1`);
    assert.deepEqual(rows, [
      ['/other', '7'],
      ['/quote', '7'],
    ]);
    const failed = await awaitedRows(
      platform,
      'select failure_type, cause, page_urlpath from landing.failed_events',
      1,
    );
    assert.deepEqual(failed, [['enrichment_failure', 'enrichments/score.ts: took longer than 1000 ms', '/hang']]);
  });

  test('a webhook with the right signature becomes an event, and one with a wrong one is refused', async () => {
    const body = JSON.stringify({ eur: 19.99 });
    const send = async (signature: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'x-signature': signature };
      return (await fetch(`${platform.collector}/com.acme/payments`, { method: 'POST', headers, body })).status;
    };
    assert.equal(await send(createHmac('sha256', SECRET).update(body).digest('hex')), 200);
    assert.equal(await send(createHmac('sha256', 'guessed').update(body).digest('hex')), 401);
    await platform.until(({ balance }) => balance.stored === 3, 20);
    const event = 'unstruct_event_com_harbour_life_payment_received_1.amount';
    assert.deepEqual(await platform.sql(`select ${event}, platform from landing.events where ${event} is not null`), [
      ['19.99', 'srv'],
    ]);
    const { balance } = await platform.until(({ balance: now }) => now.unexplained !== null, 30);
    assert.equal(balance.unexplained, 0);
  });
});
