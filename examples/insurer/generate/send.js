// Sends requests over connections that stay open, some at once. A collector that is busy says so (503, Retry-After) and is
// asked again; one that is away is waited for. Another refusal ends it all, as nothing was stored and more would not be.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATH } from './requests.js';

const ATTEMPTS_MAX = 60;
const WAIT_MS = 1000;
const WAIT_MS_MAX = 30_000;
const ANSWER_MS_MAX = 60_000;

/** Thrown when the collector does not take what it is sent. */
export class SendingProblem extends Error {}

/** @typedef {{ headers: Readonly<Record<string, string>>, body: string }} Outgoing */
/** @typedef {{ status: number, retryAfterMs: number }} Answer */

/**
 * @param {Iterable<Outgoing>} requests pulled as there is room
 * @param {{ collector: URL, connections: number }} options
 */
export async function sendAll(requests, { collector, connections }) {
  const isHttps = collector.protocol === 'https:';
  const agent = new (isHttps ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: connections });
  const target = { agent, url: new URL(PATH, collector), request: isHttps ? httpsRequest : httpRequest };
  const source = requests[Symbol.iterator]();
  let failed = false;
  const work = async () => {
    for (let next = source.next(); !next.done && !failed; next = source.next()) await deliver(target, next.value);
  };
  const workers = Array.from({ length: connections }, async () => {
    try {
      await work();
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  try {
    await Promise.all(workers);
  } finally {
    await Promise.allSettled(workers);
    agent.destroy();
  }
}

/** @typedef {{ agent: import('node:http').Agent, url: URL, request: typeof httpRequest }} Target */

/** @param {Target} target @param {Outgoing} outgoing */
async function deliver(target, outgoing) {
  let reason = '';
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    let waitMs = WAIT_MS;
    try {
      const { status, retryAfterMs } = await post(target, outgoing);
      if (status === 200) return;
      reason = `it answered ${status}`;
      if (status !== 503) break;
      waitMs = Math.min(retryAfterMs || WAIT_MS, WAIT_MS_MAX);
    } catch (error) {
      reason = error instanceof Error && error.message !== '' ? error.message : 'no connection';
    }
    await sleep(waitMs);
  }
  throw new SendingProblem(`The collector at ${target.url.origin} does not take events: ${reason}.`);
}

/** @param {Target} target @param {Outgoing} outgoing @returns {Promise<Answer>} */
function post({ agent, url, request }, { headers, body }) {
  return new Promise((resolve, reject) => {
    const length = { 'Content-Length': String(Buffer.byteLength(body)) };
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, ...length }, timeout: ANSWER_MS_MAX },
      (answer) => {
        const retryAfterMs = Number(answer.headers['retry-after'] ?? 0) * 1000;
        answer.resume();
        answer.once('error', reject);
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, retryAfterMs }));
      },
    );
    sent.once('timeout', () => sent.destroy(new Error('no answer within a minute')));
    sent.once('error', reject);
    sent.end(body);
  });
}
