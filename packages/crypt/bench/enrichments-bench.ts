// What each enrichment that reads the request costs an event, in CPU time, and what it keeps in memory:
// `node --expose-gc out/bench/enrichments-bench.js`.
import { setTimeout } from 'node:timers/promises';
import { nodeFiles } from '../src/adapters/node/node-files.ts';
import { createAnonymiseIp } from '../src/enrich/enrichments/anonymise-ip.ts';
import { createBots } from '../src/enrich/enrichments/bots.ts';
import { createCookies } from '../src/enrich/enrichments/cookies.ts';
import { createHeaders } from '../src/enrich/enrichments/headers.ts';
import { openIpLookups } from '../src/enrich/enrichments/ip-lookups.ts';
import { openUserAgent } from '../src/enrich/enrichments/user-agent.ts';
import type { Enrichment } from '../src/enrich/enrichment.ts';
import type { EventDraft } from '../src/enrich/event-draft.ts';
import { payloadFacts } from '../src/enrich/payload-facts.ts';
import { columnIndex, emptyRow } from '../src/enrich/row.ts';
import { figure, render } from './figure.ts';

const USERAGENT = columnIndex('useragent');
const USER_IPADDRESS = columnIndex('user_ipaddress');
const EVENTS = 200_000;
const NEW_USER_AGENTS = 3_000;
/** As many as the caches hold. */
const SEEN = 10_000;

const HEADERS = [
  ['Host', 'c.shop.example'],
  ['Cookie', 'sp=5b1b1b0e-3f5c-4f52-9c1e-0d9b5c1f0a01; consent=yes; theme=dark'],
  ['Sec-CH-UA-Mobile', '?0'],
  ['Accept-Language', 'en-GB'],
  ['X-Forwarded-For', '81.2.69.142'],
] as const;

const files = { geoFile: null, ispFile: null, domainFile: null, connectionTypeFile: null };
const openers: readonly (() => Promise<Enrichment> | Enrichment)[] = [
  () => openUserAgent({ enabled: true, rulesFile: null }, nodeFiles, '/'),
  () => createBots(),
  () => createCookies({ names: ['sp', 'consent'] }),
  () => createHeaders({ pattern: 'Sec-CH-.*|X-Forwarded-For' }),
  () => openIpLookups({ enabled: true, ...files }, nodeFiles, '/'),
  () => createAnonymiseIp({ enabled: true, octets: 2, segments: 5 }),
];

const kept: Enrichment[] = [];
for (const open of openers) {
  const memoryBefore = await memoryBytes();
  const startedUs = cpuUs();
  const enrichment = await open();
  kept.push(enrichment);
  const openMs = (cpuUs() - startedUs) / 1000;
  const { name } = enrichment;
  const newUs = newEventUs(enrichment);
  const memory = (await memoryBytes()) - memoryBefore;
  show(`${name}: event with known values`, knownEventNs(enrichment), 'ns');
  show(`${name}: event with new values`, newUs, 'us');
  show(`${name}: opening`, openMs, 'ms');
  show(`${name}: memory with full caches`, memory / 1e6, 'MB');
}

if (kept.length !== openers.length) process.exitCode = 1;

/** Fills the caches. A function of its own, so that no event outlives it. */
function newEventUs(enrichment: Enrichment): number {
  const us = perEventUs(enrichment, drafts(NEW_USER_AGENTS, 0));
  perEventUs(enrichment, drafts(SEEN, 0));
  return us;
}

function knownEventNs(enrichment: Enrichment): number {
  const warm = drafts(2_000, SEEN - 2_000);
  perEventUs(enrichment, warm);
  let us = 0;
  for (let round = 0; round < EVENTS / warm.length; round++) us += perEventUs(enrichment, warm) * warm.length;
  return (us / EVENTS) * 1000;
}

/** Events that differ in their user agent and address, in groups that share a request. */
function drafts(count: number, from: number): readonly EventDraft[] {
  const head = { timeMs: 1, method: 'POST', path: '', query: '', ip: '', host: '', contentType: null, refusal: null };
  let facts = payloadFacts(
    { ...head, userAgent: '', referer: '', networkUserId: '', headers: HEADERS, collector: '' },
    1,
    '',
  );
  return Array.from({ length: count }, (_, index): EventDraft => {
    const at = from + index;
    const row = emptyRow();
    row[USERAGENT] = userAgent(at);
    row[USER_IPADDRESS] = `${11 + (at % 80)}.${at % 256}.${(at >> 4) % 256}.${at % 250}`;
    if (index % 5 === 0) facts = { ...facts };
    return { row, values: [], facts, unstruct: undefined, entities: [], derived: [], problems: [] };
  });
}

function userAgent(at: number): string {
  const engine = `AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${60 + (at % 70)}.0.${at}.1`;
  const systems = ['Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', `Linux; Android 13; SM-A${at}B`];
  const system = systems[at % 3] ?? '';
  return `Mozilla/5.0 (${system}) ${engine} ${system.startsWith('Linux') ? 'Mobile ' : ''}Safari/537.36`;
}

function perEventUs(enrichment: Enrichment, events: readonly EventDraft[]): number {
  const startedUs = cpuUs();
  for (const draft of events) {
    enrichment.apply(draft);
    draft.derived.length = 0;
  }
  return (cpuUs() - startedUs) / events.length;
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function memoryBytes(): Promise<number> {
  // What is freed in one turn is counted in the next.
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function show(name: string, value: number, unit: string): void {
  process.stdout.write(`${render(figure(name, value, unit, null, null))}\n`);
}
