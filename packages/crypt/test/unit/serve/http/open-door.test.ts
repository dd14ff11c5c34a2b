import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { contentTypeOf } from '../../../../src/serve/http/content-type.ts';
import { openDoor } from '../../../../src/serve/http/open-door.ts';

const hello = () => new Response('hello');

/** Sends a byte and then nothing. */
const never = () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }));

suite('doors', () => {
  test('a door answers at its address, and no more once closed', async () => {
    const door = await openDoor(hello, { door: 'portal', host: '127.0.0.1', port: 0 });
    assert.equal(door.url, `http://127.0.0.1:${door.port}`);
    assert.equal(await (await fetch(door.url)).text(), 'hello');
    await door.close();
    await assert.rejects(fetch(door.url));
  });

  test('a port that another program has is named', async () => {
    const door = await openDoor(hello, { door: 'portal', host: '127.0.0.1', port: 0 });
    await assert.rejects(openDoor(hello, { door: 'site', host: '127.0.0.1', port: door.port }), (error: unknown) => {
      assert.ok(isCryptError(error, 'SERVE_PORT_TAKEN'));
      assert.match(
        error.message,
        new RegExp(`^The site cannot listen on 127\\.0\\.0\\.1:${door.port}: another program does`),
      );
      return true;
    });
    await door.close();
  });

  test('an address that is not of this machine is named', async () => {
    await assert.rejects(
      openDoor(hello, { door: 'portal', host: '192.0.2.1', port: 0 }),
      (error: unknown) => isCryptError(error, 'SERVE_ADDRESS_REFUSED') && error.params['reason'] === 'EADDRNOTAVAIL',
    );
  });

  test('closing ends a connection that is still being answered', async () => {
    const door = await openDoor(never, { door: 'portal', host: '127.0.0.1', port: 0 });
    const answer = await fetch(door.url);
    const reader = answer.body?.getReader();
    await reader?.read();
    await door.close();
    await assert.rejects(async () => reader?.read());
  });

  test('media types come from the extension; unknown ones are bytes', () => {
    assert.deepEqual(['/a.html', '/a.b.CSS', '/a', '/a.constructor', '/x.tar/readme'].map(contentTypeOf), [
      'text/html; charset=utf-8',
      'text/css; charset=utf-8',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
    ]);
  });
});
