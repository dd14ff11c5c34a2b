import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { schemas } from '../../../../src/cli/commands/schemas.ts';
import { runCommand } from '../../../support/command-context.ts';
import { refusal } from '../../../support/refusal.ts';
import { documentOf } from '../../../support/schema-of.ts';
import { schemaServer, serveTexts } from '../../../support/schema-server.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const URI = 'iglu:com.acme.test/bought/jsonschema/1-0-0';
const PLAN =
  'vendor: com.acme.test\nevents:\n  bought:\n    properties:\n      sku: { type: string, maxLength: 5, required: true }\n';

async function project(t: TestContext, config = ''): Promise<string> {
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'tracking'));
  await writeFile(join(folder, 'crypt.yml'), `name: shop\n${config}`);
  await writeFile(join(folder, 'tracking', 'shop.yml'), PLAN);
  return folder;
}

test('list names the schemas of the project with those of the program', async (t) => {
  const folder = await project(t);
  const { code, out } = await runCommand(schemas, folder, ['schemas', 'list', '--json']);
  const listed = JSON.parse(out) as readonly { readonly uri: string; readonly source: string }[];
  assert.equal(code, 0);
  assert.deepEqual(
    listed.find(({ uri }) => uri === URI),
    { uri: URI, source: 'project' },
  );
  assert.ok(listed.every(({ source }) => source === 'project' || source === 'built-in'));
  const { out: table } = await runCommand(schemas, folder, ['schemas', 'list']);
  assert.match(table, new RegExp(`^schema +from\n─+ +─+\n[^]*${URI} +project\n[^]*${listed.length} schemas\n$`));
});

test('show prints the schema, and nothing else', async (t) => {
  const folder = await project(t);
  const { out } = await runCommand(schemas, folder, ['schemas', 'show', URI]);
  const shown = JSON.parse(out) as { readonly properties: unknown };
  assert.equal(out, `${JSON.stringify(shown, null, 2)}\n`);
  assert.deepEqual(shown.properties, { sku: { type: 'string', maxLength: 5 } });
  const { out: line } = await runCommand(schemas, folder, ['schemas', 'show', URI, '--json']);
  assert.equal(line, `${JSON.stringify(shown)}\n`);
});

test('try judges a file or the input, and tells each mismatch', async (t) => {
  const folder = await project(t);
  await writeFile(join(folder, 'good.json'), '{"sku":"a"}');
  await writeFile(join(folder, 'bad.json'), JSON.stringify({ schema: URI, data: { sku: 'S3CR3T', more: 1 } }));
  const run = (...line: readonly string[]) =>
    runCommand(schemas, folder, ['schemas', 'try', URI, ...line], { input: '{}' });
  assert.deepEqual(await run('good.json'), { code: 0, out: `It obeys ${URI}.\n`, note: '' });
  const bad = await run('bad.json');
  assert.deepEqual(
    [bad.code, bad.out.split('\n').filter((line) => !line.startsWith('─'))],
    [
      3,
      [
        'path  keyword               what is there',
        '/sku  maxLength             has 6 characters, 5 at most',
        '/     additionalProperties  has a property that the schema does not have (a name of 4 characters)',
        `It does not obey ${URI}.`,
        '',
      ],
    ],
  );
  const { code, out } = await run('-', '--json');
  const mismatches = [{ path: '', keyword: 'required', message: 'lacks the required property sku' }];
  assert.deepEqual([code, JSON.parse(out)], [3, { uri: URI, judgedBy: URI, mismatches }]);
});

test('a registry is asked for what is not here, with the key from the environment, and then kept', async (t) => {
  const uri = 'iglu:org.example/thing/jsonschema/1-0-0';
  const keys: unknown[] = [];
  const serve = serveTexts({ '/schemas/org.example/thing/jsonschema/1-0-0': JSON.stringify(documentOf(uri)) });
  const server = await schemaServer(t, (request, response) => {
    keys.push(request.headers['apikey']);
    serve(request, response);
  });
  const folder = await project(
    t,
    `schemas: { registries: [{ name: example, url: "${server.url}", apiKeyVariable: KEY }] }\n`,
  );
  const show = (environment: Record<string, string>) =>
    runCommand(schemas, folder, ['schemas', 'show', uri, '--json'], { environment });
  const error = await refusal('SCHEMA_UNAVAILABLE', () => show({}));
  assert.deepEqual({ ...error.params }, { uri, reason: 'registry example: its key is not set (KEY)' });
  assert.deepEqual(JSON.parse((await show({ KEY: 'S3CR3T' })).out), documentOf(uri));
  await server.close();
  assert.deepEqual(JSON.parse((await show({})).out), documentOf(uri));
  assert.deepEqual(keys, ['S3CR3T']);
  const { out } = await runCommand(schemas, folder, ['schemas', 'list', '--json']);
  assert.ok(
    (JSON.parse(out) as readonly unknown[]).some(
      (listed) => JSON.stringify(listed) === JSON.stringify({ uri, source: 'example' }),
    ),
  );
});

test('what is not there, cannot be used, or cannot be read says so', async (t) => {
  const folder = await project(t);
  const run = (...line: readonly string[]) => runCommand(schemas, folder, ['schemas', ...line], { input: '{' });
  const near = 'iglu:com.acme.test/bougth/jsonschema/1-0-0';
  assert.deepEqual({ ...(await refusal('SCHEMA_MISSING', () => run('show', near))).params }, { uri: near, near: URI });
  await refusal('SCHEMA_MISSING', () => run('show', 'x'));
  const path = join(folder, 'tracking', 'schemas', 'com.acme.test', 'bad', 'jsonschema');
  await mkdir(path, { recursive: true });
  await writeFile(join(path, '1-0-0'), '{}');
  const broken = await refusal('SCHEMA_BROKEN', () => run('show', 'iglu:com.acme.test/bad/jsonschema/1-0-0'));
  assert.equal(broken.params['reason'], 'it does not say which schema it is (self)');
  const none = await refusal('SCHEMA_TRY_INPUT', () => run('try', URI, 'none.json'));
  assert.deepEqual({ ...none.params }, { path: 'none.json', reason: 'ENOENT' });
  const malformed = await refusal('SCHEMA_TRY_INPUT', () => run('try', URI, '-'));
  assert.match(String(malformed.params['reason']), /^it is malformed/);
  for (const line of [[], ['lst'], ['show'], ['try', URI]]) await refusal('CLI_OPTION', () => run(...line));
  const stop = new AbortController();
  stop.abort();
  const interrupted = runCommand(schemas, folder, ['schemas', 'show', URI], { interrupted: stop.signal });
  assert.equal((await refusal('SCHEMA_UNAVAILABLE', () => interrupted)).params['reason'], 'it was interrupted');
});
