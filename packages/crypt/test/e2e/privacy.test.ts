// Personal values on a running platform: pseudonyms and masked addresses are in every place behind log:raw, on events that
// fail too, and the clear values in none.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { awaitedRows } from '../support/awaited-rows.ts';
import { pageView, post } from '../support/event-load.ts';
import { makePlace, startPlatform, type Place, type Platform } from '../support/platform.ts';

const EMAIL = 'jane.planted@example.org';
const USER = 'planted-user-4711';
const KEY = 'a key of more than sixteen bytes';

const CONFIG = `
landing:
  legacyColumns: ['iglu:com.harbour-life/old_style/jsonschema/*-*-*']
enrichments:
  anonymiseIp: { enabled: true }
  pseudonyms:
    enabled: true
    fields: [user_id]
    paths: [{ schema: 'iglu:com.harbour-life/person/jsonschema/1-*-*', path: '$.email' }]
`;

const PLAN = `
vendor: com.harbour-life
entities:
  person:
    version: 1-0-0
    description: Somebody.
    properties: { email: { type: string, maxLength: 128, class: personal, description: Mail address. } }
  old_style:
    version: 1-0-0
    description: Named as the older loader did.
    properties: { size: { type: integer, description: Size. } }
`;

function entities(...parts: readonly object[]): Readonly<Record<string, string>> {
  const schema = 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1';
  return { co: JSON.stringify({ schema, data: parts }) };
}

const person = { schema: 'iglu:com.harbour-life/person/jsonschema/1-0-0', data: { email: EMAIL } };
const oldStyle = { schema: 'iglu:com.harbour-life/old_style/jsonschema/1-0-0', data: { size: 3 } };

describe('personal values behind the raw log', () => {
  let place: Place;
  let platform: Platform;

  before(async () => {
    place = await makePlace(CONFIG, { CRYPT_PII_KEY: KEY });
    mkdirSync(join(place.project, 'tracking'), { recursive: true });
    writeFileSync(join(place.project, 'tracking', 'plan.yml'), PLAN);
    platform = await startPlatform(place);
    const event = (more: object): object => ({ ...pageView(randomUUID()), uid: USER, ...more });
    await post(platform.collector, [
      event(entities(person, oldStyle)),
      event({ ...entities(person), vid: 'not a number' }),
      event({ co: `not JSON, with ${EMAIL}` }),
    ]);
    await platform.settled(20);
  });
  after(async () => {
    await platform.stop();
    rmSync(place.project, { recursive: true });
  });

  test('an event and a failed event hold the same pseudonyms', async () => {
    const entity = 'contexts_com_harbour_life_person_1[1].email';
    const [[user, email, ip] = []] = await platform.sql(
      `select user_id, ${entity}, user_ipaddress from landing.events`,
    );
    assert.match(String(user), /^[0-9a-f]{64}$/);
    assert.match(String(email), /^[0-9a-f]{64}$/);
    assert.equal(ip, '127.0.x.x');
    const failed = await awaitedRows(
      platform,
      `select user_id, user_ipaddress, contexts->>'$.data[0].data.email', params is null, payload is null
       from landing.failed_events order by origin`,
      2,
    );
    assert.deepEqual(failed, [
      [user, '127.0.x.x', email, true, true],
      [user, '127.0.x.x', null, true, true],
    ]);
  });

  test('columns of the older loader have its names', async () => {
    assert.deepEqual(
      await platform.sql('select contexts_com_harbour_life_old_style_1_0_0[1].size from landing.events'),
      [['3']],
    );
  });

  test('the clear values are in log:raw and in no other file', async () => {
    await platform.stop();
    const data = String(place.environment['CRYPT_DATA']);
    const holding = readdirSync(data, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => {
        const bytes = readFileSync(path);
        return [EMAIL, USER, KEY].some((clear) => bytes.includes(clear));
      });
    assert.ok(holding.length > 0);
    assert.deepEqual(
      holding.filter((path) => !path.startsWith(join(data, 'log', 'raw'))),
      [],
    );
  });

  test('without its key the platform does not start, and says which variable to set', async () => {
    const bare = { ...place, environment: { ...place.environment, CRYPT_PII_KEY: '' } };
    await assert.rejects(startPlatform(bare), /CRYPT_PII_KEY/);
  });
});
