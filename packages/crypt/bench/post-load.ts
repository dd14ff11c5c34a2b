// 64 clients on kept-alive sockets, each with one request in flight: how many answers a second, and how late.
import { connect, type Socket } from 'node:net';

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Sends what `request` gives for `seconds`, or until it gives nothing; every answer has to be a 200. */
export async function postLoad(
  port: number,
  request: () => Buffer | undefined,
  seconds: number,
  clients = 64,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const endMs = performance.now() + seconds * 1000;
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: clients }, () => client(port, request, endMs, latenciesMs)));
  return { requestsPerSecond: latenciesMs.length / ((performance.now() - startedMs) / 1000), latenciesMs };
}

function client(port: number, request: () => Buffer | undefined, endMs: number, latenciesMs: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentMs = 0;
    let answer = '';
    const send = (): boolean => {
      const next = request();
      if (next === undefined) return false;
      sentMs = performance.now();
      socket.write(next);
      return true;
    };
    const end = (): void => {
      socket.end();
      resolve();
    };
    socket.once('connect', () => send() || end());
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      const head = answer.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
      if (answer.length < head + 4 + length) return;
      if (!answer.startsWith('HTTP/1.1 200')) return reject(new Error(answer.slice(0, 200)));
      answer = '';
      const nowMs = performance.now();
      latenciesMs.push(nowMs - sentMs);
      if (nowMs >= endMs || !send()) end();
    });
  });
}

/** A POST of `count` page views as the browser tracker sends them, about 850 bytes for one. */
export function trackerPost(count: number, ids: () => string): Buffer {
  const context = Buffer.from(
    '{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","data":{"id":"a86c42e5-b831-45c8-b706-e214c26b4b3d"}}]}',
  ).toString('base64url');
  const events = Array.from({ length: count }, () => ({
    e: 'pv',
    url: 'https://harbour.example/quote?step=2',
    page: 'Your quote',
    refr: 'https://harbour.example/',
    eid: ids(),
    tv: 'js-4.10.1',
    tna: 'sp',
    aid: 'harbour-site',
    p: 'web',
    cookie: '1',
    cs: 'UTF-8',
    lang: 'en-GB',
    res: '1920x1080',
    cd: '24',
    tz: 'Europe/London',
    dtm: String(Date.now()),
    vp: '1200x800',
    ds: '1200x2400',
    vid: '3',
    sid: '0b1e2c5a-4f7d-4b8e-9a0c-6f8f3a1f3e11',
    duid: '4f6d2d6e-7c83-4b8e-9d4b-6f8f3a1f3e11',
    stm: String(Date.now()),
    cx: context,
  }));
  const body = JSON.stringify({
    schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4',
    data: events,
  });
  return Buffer.from(
    `POST /com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36\r\nContent-Type: application/json; charset=UTF-8\r\nOrigin: https://harbour.example\r\nCookie: sp=7d4f9a3c-91a1-4c4c-8c58-6c5a3f2c1e00\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
