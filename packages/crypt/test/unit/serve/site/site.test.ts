import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { findTracker } from '../../../../src/serve/site/find-tracker.ts';
import { sitePath } from '../../../../src/serve/site/site-path.ts';
import { makeSite, startSite } from '../../../../src/serve/site/start-site.ts';
import { recordingLogger } from '../../../support/recording-logger.ts';

suite('site', () => {
  let folder = '';
  let get: (path: string, init?: RequestInit) => Promise<Response>;
  const effects = { files: nodeFiles, logger: recordingLogger() };
  const options = () => ({
    folder: join(folder, 'site'),
    trackerFile: join(folder, 'sp.min.js'),
    collectorUrl: 'http://127.0.0.1:4000',
    portalUrl: 'http://127.0.0.1:4040',
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crypt-site-'));
    await mkdir(join(folder, 'site', 'sub'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'sp.min.js'), 'tracker();');
    await writeFile(join(folder, 'site', 'index.html'), '<h1>home</h1>');
    await writeFile(join(folder, 'site', 'sub', 'index.html'), '<h1>sub</h1>');
    await writeFile(join(folder, 'site', 'a b.css'), 'a{}');
    await writeFile(join(folder, 'site', '.env'), 'TOKEN=1');
    await utimes(join(folder, 'site', 'index.html'), 1_700_000_000, 1_700_000_000);
    const serve = makeSite(options(), effects);
    get = (path, init) => serve(new Request(`http://127.0.0.1${path}`, init));
  });
  after(() => rm(folder, { recursive: true }));

  test('pages are served with their type, an entity tag and their time', async () => {
    const answer = await get('/');
    assert.equal(await answer.text(), '<h1>home</h1>');
    const { etag, ...headers } = Object.fromEntries(answer.headers);
    assert.match(etag ?? '', /^"[\w-]{22}"$/);
    assert.deepEqual(headers, {
      'cache-control': 'no-cache',
      'content-length': '13',
      'content-type': 'text/html; charset=utf-8',
      'last-modified': 'Tue, 14 Nov 2023 22:13:20 GMT',
      'x-content-type-options': 'nosniff',
    });
  });

  test('escapes are decoded; a folder is redirected to its slash, with its query', async () => {
    assert.equal((await get('/a%20b.css')).headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal(await (await get('/sub/')).text(), '<h1>sub</h1>');
    const answer = await get('/sub?x=1');
    assert.deepEqual([answer.status, answer.headers.get('location')], [308, '/sub/?x=1']);
  });

  test('HEAD has the headers and no body; other methods are refused', async () => {
    const head = await get('/', { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '13', '']);
    const post = await get('/', { method: 'POST' });
    assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD']);
  });

  test('what has not changed is not sent again', async () => {
    const etag = (await get('/')).headers.get('etag') ?? '';
    const cases: readonly (readonly [Record<string, string>, number])[] = [
      [{ 'If-None-Match': etag }, 304],
      [{ 'If-None-Match': `"x", W/${etag}` }, 304],
      [{ 'If-None-Match': '*' }, 304],
      [{ 'If-None-Match': '"x"' }, 200],
      [{ 'If-Modified-Since': 'Tue, 14 Nov 2023 22:13:20 GMT' }, 304],
      [{ 'If-Modified-Since': 'Tue, 14 Nov 2023 22:13:19 GMT' }, 200],
      [{ 'If-Modified-Since': 'yesterday' }, 200],
      [{ 'If-None-Match': '"x"', 'If-Modified-Since': 'Tue, 14 Nov 2023 22:13:20 GMT' }, 200],
    ];
    for (const [headers, status] of cases)
      assert.equal((await get('/', { headers })).status, status, JSON.stringify(headers));
  });

  test('the tracker is served byte for byte, and the configuration as a small global', async () => {
    assert.equal(await (await get('/sp.js')).text(), 'tracker();');
    assert.equal((await get('/sp.js')).headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(
      await (await get('/tracking-config.js')).text(),
      'window.cryptTracking = {"collectorUrl":"http://127.0.0.1:4000","portalUrl":"http://127.0.0.1:4040"};\n',
    );
  });

  test('nothing above the folder and nothing hidden is served, however it is spelt', async () => {
    const paths = [
      '/..%2fsecret.txt',
      '/sub/..%2f..%2fsecret.txt',
      '/%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '/.env',
      '/sub/%2eenv',
      '/%00',
      '/%',
      '//secret.txt',
      '/sub//index.html',
      '/index.html/',
      '/index.html/x',
    ];
    for (const path of paths) assert.equal((await get(path)).status, 404, path);
  });

  test('no path leads out of the folder', () => {
    const piece = fc.constantFrom('..', '.', '/', '%2e', '%2f', '%5c', '\\', 'a', '%', '%00', '.x', '%252e');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = sitePath('/srv/site', `/${pieces.join('')}`);
        return path === undefined || (path.startsWith('/srv/site/') && !path.includes('/.'));
      }),
    );
  });

  test('what is not there is a 404, with the project’s own page when it has one', async () => {
    assert.deepEqual([(await get('/no')).status, await (await get('/no')).text()], [404, 'There is no such page.\n']);
    await writeFile(join(folder, 'site', '404.html'), '<h1>lost</h1>');
    const answer = await get('/no');
    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), await answer.text()],
      [404, 'text/html; charset=utf-8', '<h1>lost</h1>'],
    );
  });

  test('a link that the owner of the folder has put there is followed', async () => {
    await symlink(join(folder, 'secret.txt'), join(folder, 'site', 'linked.txt'));
    assert.equal(await (await get('/linked.txt')).text(), 'secret');
  });

  test('it listens, and refuses a folder that is not there', async () => {
    const door = await startSite({ ...options(), host: '127.0.0.1', port: 0 }, effects);
    assert.equal(await (await fetch(`${door.url}/`)).text(), '<h1>home</h1>');
    await door.close();
    const missing = startSite({ ...options(), folder: join(folder, 'none'), host: '127.0.0.1', port: 0 }, effects);
    await assert.rejects(missing, (error: unknown) => isCryptError(error, 'SITE_FOLDER_MISSING'));
  });

  test('the official tracker is found from the project, or asked for', () => {
    const example = new URL('../../../../../../../examples/insurer', import.meta.url).pathname;
    assert.match(findTracker(example), /@snowplow\/browser-tracker\/dist\/index\.umd\.min\.js$/);
    assert.throws(
      () => findTracker(folder),
      (error: unknown) => isCryptError(error, 'SITE_TRACKER_MISSING') && error.params['folder'] === folder,
    );
  });
});
