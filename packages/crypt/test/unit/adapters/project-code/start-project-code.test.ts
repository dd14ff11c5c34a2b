// Code that behaves: what it is shown, what it answers, and what refuses to start.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { startProjectCode } from '../../../../src/adapters/project-code/start-project-code.ts';
import type { ProjectEvent } from '../../../../src/contracts/project-code.ts';
import { ExactNumber } from '../../../../src/kernel/exact-json.ts';
import { PROJECT_BATCH_EVENTS_MAX } from '../../../../src/kernel/limits.ts';
import {
  eventOf,
  projectOptions,
  requestOf,
  saidOf,
  SCHEMA,
  startProject,
  writeProject,
  type SourceFiles,
} from '../../../support/project-rig.ts';
import { recordingLogger } from '../../../support/recording-logger.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('enrichments of the project', () => {
  test('are compiled with what they import, and see the event as plain data', async (t) => {
    const elsewhere = await tempFolder(t);
    const files = {
      'enrichments/show.ts': `
        import type { Enrich } from '@thecrypt/crypt/enrichment';
        import rates from './rates.json';
        import list from './list.csv';
        import { double } from '../lib/double';
        import { three } from 'a-package';
        import { basename } from 'node:path';
        const enrich: Enrich = (event) => ({
          entities: [{ schema: '${SCHEMA}', data: { seen: event, made: [rates.eur, list, double(2), three, basename('a/b')] } }],
        });
        export default enrich;`,
      'enrichments/rates.json': '{"eur": 1.1}',
      'enrichments/list.csv': 'a,b\n',
      'lib/double.ts': 'export const double = (n: number): number => n * 2;',
      'node_modules/a-package/package.json': '{"name": "a-package", "type": "module", "exports": "./main.js"}',
      'node_modules/a-package/main.js': 'export const three = 3;',
    };
    const { code } = await startProject(t, files, { enrichments: ['enrichments/show.ts'], runFolder: elsewhere });
    const data = JSON.parse('{"__proto__": {"a": 1}, "b": [true, null, "\\u2028\\n"]}') as Readonly<
      Record<string, null>
    >;
    const event: ProjectEvent = {
      columns: { app_id: 'shop', geo_latitude: 1.5, br_cookies: true, tr_total: '12.50' },
      event: { schema: SCHEMA, data: { exact: new ExactNumber('9007199254740993'), large: new ExactNumber('1e400') } },
      entities: [{ schema: SCHEMA, data }],
    };
    const seen = {
      columns: { app_id: 'shop', geo_latitude: 1.5, br_cookies: true, tr_total: '12.50' },
      event: { schema: SCHEMA, data: { exact: 9007199254740992, large: '1e400' } },
      entities: [{ schema: SCHEMA, data }],
    };
    assert.deepEqual(await code.enrich([event]), [
      {
        ok: true,
        result: {
          entities: [{ schema: SCHEMA, data: { seen, made: [1.1, 'a,b\n', 4, 3, 'b'] } }],
          columns: {},
          drop: null,
        },
      },
    ]);
  });

  test('run in the order of crypt.yml, each with the changes of those before, until one drops the event', async (t) => {
    const change = (name: string): string => `
      export default async ({ columns, entities }) => {
        if (columns.user_id === 'drop in ${name}') return { drop: 'because', columns: { app_id: '${name}' } };
        if (columns.user_id === 'nothing') return undefined;
        return {
          columns: { page_title: (columns.page_title ?? '') + '${name}' + entities.length, user_id: null },
          entities: [{ schema: '${SCHEMA}', data: { by: '${name}' } }],
        };
      };`;
    const files = {
      'enrichments/a.js': change('a'),
      'enrichments/b.ts': change('b'),
      'enrichments/c.mts': change('c'),
    };
    const order = ['enrichments/c.mts', 'enrichments/a.js', 'enrichments/b.ts'];
    const { code } = await startProject(t, files, { enrichments: order });
    const by = (name: string): unknown => ({ schema: SCHEMA, data: { by: name } });
    assert.deepEqual(await code.enrich(['x', 'drop in a', 'nothing'].map((user) => eventOf(user))), [
      {
        ok: true,
        result: { entities: ['c', 'a', 'b'].map(by), columns: { page_title: 'c0a1b2', user_id: null }, drop: null },
      },
      // The first file cleared the name, so the second did not know it.
      {
        ok: true,
        result: { entities: ['c', 'a', 'b'].map(by), columns: { page_title: 'c0a1b2', user_id: null }, drop: null },
      },
      { ok: true, result: { entities: [], columns: {}, drop: null } },
    ]);
    assert.deepEqual(await code.enrich([eventOf('drop in c')]), [
      {
        ok: true,
        result: { entities: [], columns: { app_id: 'c' }, drop: { file: 'enrichments/c.mts', reason: 'because' } },
      },
    ]);
  });

  test('answer in the order of the events, however many there are and whoever asks meanwhile', async (t) => {
    const files = { 'enrichments/a.ts': `export default ({ columns }) => ({ columns: { app_id: columns.user_id } });` };
    const { code } = await startProject(t, files);
    const long = 'x'.repeat(1_000);
    const users = Array.from({ length: 2 * PROJECT_BATCH_EVENTS_MAX + 1 }, (_, i) => `${i}`);
    const ask = async (name: string): Promise<unknown[]> => {
      const verdicts = await code.enrich(
        users.map((user) => eventOf(`${name}${user}`, { event: { schema: SCHEMA, data: { long } } })),
      );
      return verdicts.map((verdict) => (verdict.ok ? verdict.result.columns['app_id'] : verdict.cause));
    };
    const [first, second, none] = await Promise.all([ask('a'), ask('b'), code.enrich([])]);
    assert.deepEqual(
      first,
      users.map((user) => `a${user}`),
    );
    assert.deepEqual(
      second,
      users.map((user) => `b${user}`),
    );
    assert.deepEqual(none, []);
  });

  test('see no environment but what is listed and what holds no secret', async (t) => {
    const files = {
      'enrichments/a.ts': `
      export default () => ({ entities: [{ schema: '${SCHEMA}', data: { ...process.env, cwd: process.cwd() } }] });`,
    };
    const variables = { PATH: process.env['PATH'], TZ: 'UTC', SECRET: 's', NODE_OPTIONS: '--no-deprecation', KEY: 'k' };
    const { code, folder } = await startProject(t, files, { variables, environment: ['KEY'] });
    const [verdict] = await code.enrich([eventOf('x')]);
    const data = verdict?.ok === true ? verdict.result.entities[0]?.data : undefined;
    assert.deepEqual(data, { PATH: variables.PATH, TZ: 'UTC', KEY: 'k', cwd: folder });
  });

  test('print what they like: it is logged in short lines, a few a second, and disturbs no answer', async (t) => {
    const files = {
      'enrichments/a.ts': `
      import { writeSync } from 'node:fs';
      export default ({ columns }) => {
        if (columns.user_id === 'flood') for (let i = 0; i < 20_000; i++) console.log('flood ' + 'x'.repeat(2000));
        if (columns.user_id === 'lines') { console.log('{"V":[null]}'); console.error('Ä'.repeat(501)); writeSync(1, 'V[null]\\nR\\n'); }
        if (columns.user_id === 'flush') return new Promise((resolve) => process.stdout.write('', () => resolve(undefined)));
        return { columns: { app_id: columns.user_id } };
      };`,
    };
    const { code, logger } = await startProject(t, files, { timeMsMax: 10_000 });
    assert.deepEqual((await code.enrich(['lines', 'y'].map((user) => eventOf(user)))).map(saidOf), ['ok', 'ok']);
    assert.deepEqual((await code.enrich(['flood', 'flush'].map((user) => eventOf(user)))).map(saidOf), ['ok', 'ok']);
    await code.close();
    const texts = (stream: string): unknown[] =>
      logger.lines
        .filter(({ event, fields }) => event === 'project.output' && fields['stream'] === stream)
        .map(({ fields }) => fields['text']);
    assert.deepEqual(texts('stdout').slice(0, 3), ['{"V":[null]}', 'V[null]', 'R']);
    assert.deepEqual(texts('stderr'), ['Ä'.repeat(500)]);
    const flood = texts('stdout').slice(3);
    const dropped = logger.lines
      .filter(({ event }) => event === 'project.output_dropped')
      .map(({ fields }) => Number(fields['lines']));
    assert.equal(flood.length + dropped.reduce((sum, lines) => sum + lines, 0), 20_000);
    assert.ok(flood.every((text) => text === `flood ${'x'.repeat(494)}`));
    assert.ok(flood.length < 2_000, `${flood.length} lines`);
  });
});

describe('maps of webhooks', () => {
  test('see the request, its body parsed when it is JSON, and answer events', async (t) => {
    const files = {
      'webhooks/pay.ts': `
        import type { MapWebhook } from '@thecrypt/crypt/enrichment';
        const map: MapWebhook = (request) => [
          { schema: '${SCHEMA}', data: { request }, eventId: 'e1', trueTimestamp: new Date(5), userId: 'u', appId: 'a' },
          ...(request.json?.more ?? []),
        ];
        export default map;`,
      'webhooks/none.ts': 'export default async () => [];',
    };
    const webhooks = [
      { path: '/com.acme/pay', map: 'webhooks/pay.ts' },
      { path: '/com.acme/none', map: 'webhooks/none.ts' },
      { path: '/com.acme/pay2', map: 'webhooks/pay.ts' },
    ];
    const { code } = await startProject(t, files, { webhooks });
    const event = (request: object): object => ({
      schema: SCHEMA,
      data: { request },
      eventId: 'e1',
      trueMs: 5,
      userId: 'u',
      appId: 'a',
    });
    const plain = { schema: SCHEMA, data: { n: 1 }, eventId: null, trueMs: null, userId: null, appId: null };
    const body = JSON.stringify({ more: [{ schema: SCHEMA, data: { n: 1 } }] });
    const first = requestOf('/com.acme/pay', body, { headers: { 'x-a': 'b' }, query: { q: '1' } });
    const second = requestOf('/com.acme/pay2', 'no JSON', { method: 'PUT' });
    assert.deepEqual(await code.map([first, requestOf('/com.acme/none', ''), second, requestOf('/__proto__', '{}')]), [
      { ok: true, events: [event({ ...first, json: JSON.parse(body) as object }), plain] },
      { ok: true, events: [] },
      { ok: true, events: [event({ ...second, json: null })] },
      { ok: false, cause: 'project code: none for this path', detail: '' },
    ]);
    // Maps are no enrichments.
    assert.deepEqual((await code.enrich([eventOf('x')])).map(saidOf), ['ok']);
  });
});

describe('starting', () => {
  const start = async (t: Parameters<typeof writeProject>[0], files: SourceFiles, changes = {}): Promise<unknown> => {
    const folder = await writeProject(t, files);
    return startProjectCode({ ...projectOptions(folder, files, recordingLogger()), ...changes });
  };

  test('does nothing without files', async (t) => {
    const folder = await tempFolder(t);
    const code = await startProjectCode(projectOptions(join(folder, 'absent'), {}, recordingLogger()));
    assert.deepEqual(await code.enrich([eventOf('x')]), [
      { ok: true, result: { entities: [], columns: {}, drop: null } },
    ]);
    assert.deepEqual(await code.map([requestOf('/a/b', '')]), [
      { ok: false, cause: 'project code: none for this path', detail: '' },
    ]);
    await code.close();
  });

  test('names a file that is not there', async (t) => {
    const { params } = await refusal('PROJECT_CODE_MISSING', () => start(t, {}, { enrichments: ['enrichments/a.ts'] }));
    assert.equal(params['file'], 'enrichments/a.ts');
  });

  test('names file, line and column of what does not compile, packages and imports included', async (t) => {
    const files = {
      'enrichments/a.ts': 'export default () => {\n  const = 1;\n};',
      'enrichments/b.ts': `import './gone';\nimport 'no-such-package';\nexport default () => undefined;`,
    };
    const { params } = await refusal('PROJECT_CODE_COMPILE', () => start(t, files));
    assert.deepEqual((params['problems'] as string[]).toSorted(), [
      'enrichments/a.ts:2:9: Expected identifier but found "="',
      'enrichments/b.ts:1:8: Could not resolve "./gone"',
      'enrichments/b.ts:2:8: Could not resolve "no-such-package"',
    ]);
  });

  test('names a file without a function, and one that throws or ends the process while it is loaded', async (t) => {
    const reason = async (text: string): Promise<unknown> =>
      (await refusal('PROJECT_CODE_REFUSED', () => start(t, { 'enrichments/a.ts': text }))).params['reason'];
    assert.equal(await reason('export const enrich = 1;'), 'enrichments/a.ts has no function as its default export');
    assert.equal(
      await reason(`export default () => undefined;\nthrow new RangeError('ada@example.com');`),
      'RangeError was thrown while it was loaded, at enrichments/a.ts:2',
    );
    const { params } = await refusal('PROJECT_CODE_START', () => start(t, { 'enrichments/a.ts': 'process.exit(3);' }));
    assert.equal(params['reason'], 'ended its process (exit code 3)');
  });

  test('wants each variable that is listed', async (t) => {
    const files = { 'enrichments/a.ts': 'export default () => undefined;' };
    const changes = { environment: ['PATH', 'SCORING_KEY'], variables: { PATH: '/bin' } };
    const { params } = await refusal('PROJECT_CODE_VARIABLE', () => start(t, files, changes));
    assert.deepEqual(params, { name: 'SCORING_KEY' });
  });
});

test('the examples of the documentation do what it says', async (t) => {
  const example = (page: string): string => {
    const text = readFileSync(new URL(`../../../../../../../docs/${page}`, import.meta.url), 'utf8');
    return /```ts\n([^]*?)```/.exec(text)?.[1] ?? '';
  };
  const files = {
    'enrichments/score.ts': example('enrichments/project.md'),
    'webhooks/payments.ts': example('webhooks.md'),
  };
  const webhooks = [{ path: '/com.acme/payments', map: 'webhooks/payments.ts' }];
  const { code } = await startProject(t, files, { webhooks });
  const quote = { schema: 'iglu:com.acme/quote/jsonschema/1-0-0', data: { age: 30 } };
  const risk = { schema: 'iglu:com.acme/risk/jsonschema/1-0-0', data: { risk: 'low' } };
  const nothing = { entities: [], columns: {}, drop: null };
  assert.deepEqual(await code.enrich([eventOf('load-test'), eventOf('ada'), eventOf('ada', { event: quote })]), [
    { ok: true, result: { ...nothing, drop: { file: 'enrichments/score.ts', reason: 'load test' } } },
    { ok: true, result: nothing },
    { ok: true, result: { ...nothing, entities: [risk], columns: { page_title: null } } },
  ]);
  const payment = { id: 'p1', amount: '1.50', customer: 'c1', created: 5 };
  const body = JSON.stringify({ type: 'payment.succeeded', payment });
  const schema = 'iglu:com.acme/payment/jsonschema/1-0-0';
  const event = { schema, data: { amount: '1.50' }, eventId: 'p1', trueMs: 5_000, userId: 'c1', appId: null };
  assert.deepEqual(await code.map([requestOf('/com.acme/payments', body), requestOf('/com.acme/payments', '{}')]), [
    { ok: true, events: [event] },
    { ok: true, events: [] },
  ]);
});
