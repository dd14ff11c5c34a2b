import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { parseConfig, readProject } from '../../../src/config/read-config.ts';
import { isCryptError } from '../../../src/kernel/crypt-error.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function problemsOf(text: string): Promise<unknown> {
  const error = await refusal('CONFIG_REFUSED', () => parseConfig(text, 'crypt.yml'));
  assert.equal(error.params['path'], 'crypt.yml');
  return error.params['problems'];
}

async function project(t: TestContext, text: string): Promise<string> {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'crypt.yml'), text);
  return folder;
}

test('every problem of a file is told at once, in the order of its lines, with what was meant', async () => {
  const text = [
    'name: Shop',
    'colector: {}',
    'collector:',
    '  port: 70000',
    '  cookie:',
    '    sameSide: Lax',
    '  trustedProxies: 10.0.0.0/8',
    'log:',
    '  raw: { days: -1, gigabyte: 3 }',
    'unheard: of',
  ].join('\n');
  assert.deepEqual(await problemsOf(text), [
    'line 1: name: lower-case letters, digits, _ and -, beginning with a letter',
    'line 2: colector is not a field; did you mean collector?',
    'line 4: collector.port: Too big: expected number to be <=65535',
    'line 6: collector.cookie.sameSide is not a field; did you mean sameSite?',
    'line 7: collector.trustedProxies: Invalid input: expected array, received string',
    'line 9: log.raw.days: Too small: expected number to be >0',
    'line 9: log.raw.gigabyte is not a field; did you mean gigabytes?',
    'line 10: unheard is not a field',
  ]);
});

test('a file that is no mapping, or is empty, says so', async () => {
  assert.deepEqual(await problemsOf('- name: x'), ['line 1: the file: Invalid input: expected object, received array']);
  assert.deepEqual(await problemsOf(''), ['name: Invalid input: expected string, received undefined']);
});

test('what is no YAML is CONFIG_YAML with its line, aliases among it', async () => {
  const texts: readonly (readonly [string, number, RegExp])[] = [
    ['name: shop\nname: again', 2, /^Map keys must be unique$/],
    ['name: shop\ncollector: [', 2, /flow|sequence|\]/i],
    ['name: shop\n\n\ta: 1', 3, /tab/i],
    ['name: *shop', 1, /Unresolved alias .*; a text that begins with \* needs quotes$/],
    ['name: shop\ncollector: { redirect: { domains: [*.example.org] } }', 1, /needs quotes$/],
  ];
  for (const [text, line, reason] of texts) {
    const error = await refusal('CONFIG_YAML', () => parseConfig(text, 'crypt.yml'));
    assert.equal(error.params['line'], line, text);
    assert.match(String(error.params['reason']), reason);
  }
});

test('aliases that would fill the memory are refused', async () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [pair.charAt(0), pair.charAt(1)])) {
    bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(',')}]`);
  }
  const error = await refusal('CONFIG_YAML', () => parseConfig(bomb.join('\n'), 'crypt.yml'));
  assert.match(error.message, /[Ee]xcessive alias/);
});

test('enriched events are not kept for less long than the landing that is made from them', async () => {
  const short = 'name: shop\nlog: { enriched: { days: 10 } }';
  const end = 'so the warehouse could not be made again';
  assert.deepEqual(await problemsOf(short), [
    `line 2: log.enriched.days (10) is shorter than landing.days (for ever), ${end}`,
  ]);
  assert.deepEqual(await problemsOf(`${short}\nlanding: { days: 10.5 }`), [
    `line 2: log.enriched.days (10) is shorter than landing.days (10.5), ${end}`,
  ]);
  assert.equal(parseConfig(`${short}\nlanding: { days: 10 }`, 'crypt.yml').landing.days, 10);
});

test('whatever the text, the answer is a config or a refusal of ours', () => {
  const words = fc.constantFrom(
    'name',
    'collector',
    'port',
    ': ',
    '\n',
    '  ',
    '- ',
    '*a',
    '&a ',
    '{',
    '}',
    '[',
    '"',
    '1',
    '#',
    '!!js ',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
      try {
        assert.equal(typeof parseConfig(parts.join(''), 'crypt.yml').name, 'string');
      } catch (error) {
        assert.ok(isCryptError(error, 'CONFIG_YAML', 'CONFIG_REFUSED'), String(error));
      }
    }),
    { numRuns: 300 },
  );
});

test('crypt.yml is found in the folder or above it, or is CONFIG_MISSING', async (t) => {
  const folder = await project(t, 'name: shop\nsite: { folder: pages }\n');
  const below = join(folder, 'a', 'b');
  await mkdir(below, { recursive: true });
  const found = await readProject(below, nodeFiles, {});
  assert.deepEqual(
    { ...found, config: found.config.name },
    {
      folder,
      configPath: join(folder, 'crypt.yml'),
      configText: 'name: shop\nsite: { folder: pages }\n',
      config: 'shop',
      dataFolder: join(folder, '.crypt'),
      ports: { collector: 4320, portal: 4321, site: 4322 },
    },
  );
  const nowhere = await tempFolder(t);
  const error = await refusal('CONFIG_MISSING', () => readProject(nowhere, nodeFiles, {}));
  assert.deepEqual({ ...error.params }, { folder: nowhere });
});

test('the environment wins over the file: CRYPT_PORT and CRYPT_DATA', async (t) => {
  const folder = await project(
    t,
    'name: shop\ndata: ../data\ncollector: { port: 5000 }\nsite: { folder: x, port: 80 }\n',
  );
  const read = async (environment: Record<string, string>): Promise<unknown> => {
    const { ports, dataFolder } = await readProject(folder, nodeFiles, environment);
    return { ports, dataFolder };
  };
  const data = resolve(folder, '../data');
  assert.deepEqual(await read({}), { ports: { collector: 5000, portal: 5001, site: 80 }, dataFolder: data });
  assert.deepEqual(await read({ CRYPT_PORT: '' }), await read({}));
  assert.deepEqual(await read({ CRYPT_PORT: '6000', CRYPT_DATA: 'here' }), {
    ports: { collector: 6000, portal: 6001, site: 80 },
    dataFolder: join(folder, 'here'),
  });
  assert.deepEqual(await read({ CRYPT_DATA: '/absolute' }), {
    ports: { collector: 5000, portal: 5001, site: 80 },
    dataFolder: '/absolute',
  });
});

test('a CRYPT_PORT that is none is CONFIG_ENVIRONMENT', async (t) => {
  const folder = await project(t, 'name: shop\n');
  for (const value of ['http', '0', '-1', '65534', '80.5', 'NaN']) {
    const error = await refusal('CONFIG_ENVIRONMENT', () => readProject(folder, nodeFiles, { CRYPT_PORT: value }));
    assert.deepEqual({ ...error.params }, { name: 'CRYPT_PORT', value, expected: 'a port from 1 to 65533' });
  }
});

test('doors that would meet, or fall off the end, are refused before anything starts', async (t) => {
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ['portal: { port: 4320 }', {}, 'collector.port and portal.port are both 4320'],
    ['portal: { port: 4400 }', { CRYPT_PORT: '4400' }, 'collector.port and portal.port are both 4400'],
    ['site: { folder: x, port: 4321 }', {}, 'portal.port and site.port are both 4321'],
    [
      'collector: { port: 65535 }',
      {},
      'portal.port would be 65536, the one after the door before it; 65535 is the last',
    ],
  ];
  for (const [text, environment, problem] of cases) {
    const folder = await project(t, `name: shop\n${text}\n`);
    const error = await refusal('CONFIG_REFUSED', () => readProject(folder, nodeFiles, environment));
    assert.deepEqual(error.params['problems'], [problem]);
  }
  const any = await project(t, 'name: shop\ncollector: { port: 0 }\n');
  assert.deepEqual((await readProject(any, nodeFiles, {})).ports, { collector: 0, portal: 0, site: 0 });
});
