// The list of sites that send visitors, as assets/enrich/referers.yml has it: read once, looked up for every event.
//
//   looked up for mail.google.co.uk/a:  mail.google.co.uk  mail.google.*  google.co.uk  google.*  co.uk
//   and for each of them the longest path that the URL's path begins with, then the host itself
import { isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { HOST_CHARACTERS_MAX } from '../../kernel/limits.ts';
import { fail } from '../errors.ts';

export interface Site {
  /** `search`; at most 25 characters, the width of refr_medium. */
  readonly medium: string;
  /** `Google`; empty for the medium `unknown`. At most 50 characters, the width of refr_source. */
  readonly source: string;
  /** Parameters that hold what was searched for, the first that is there wins. */
  readonly parameters: readonly string[];
}

interface Host {
  readonly site: Site | undefined;
  /** Longest first. */
  readonly paths: readonly (readonly [prefix: string, site: Site])[];
}

/** By host, `google.*` among them. */
export type RefererList = ReadonlyMap<string, Host>;

const HOST = /^([a-z\d_-]+(?:\.[a-z\d_-]+)*(?:\.\*)?)(\/[^?#\s]*)?$/;

const LIST = z.record(
  z.string().regex(/^[a-z][a-z\d_-]{0,24}$/, 'a medium is a word in lower case of at most 25 characters'),
  z.record(
    z.string().min(1).max(50),
    z.strictObject({
      hosts: z
        .array(z.string().regex(HOST, 'a host in lower case, `shop.example`, `shop.*` or `shop.example/path`'))
        .min(1),
      parameters: z.array(z.string().min(1)).default([]),
    }),
  ),
);

/** @throws ENRICH_REFERERS_REFUSED (user), with the line. */
export function parseRefererList(text: string, path: string): RefererList {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const reason = (broken.message.split('\n')[0] ?? '').replace(/ at line.*$/, '');
    throw fail('ENRICH_REFERERS_REFUSED', { path, line: lines.linePos(broken.pos[0]).line, reason });
  }
  const parsed = LIST.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const at = issue?.path.map(String) ?? [];
    const inner = issue?.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
    const reason = `${at.join('.') || 'the file'}: ${inner ?? issue?.message ?? ''}`;
    throw fail('ENRICH_REFERERS_REFUSED', { path, line: lineOf(document, lines, at), reason });
  }
  const entries = new Map<string, Site>();
  for (const [medium, sources] of Object.entries(parsed.data)) {
    for (const [name, { hosts, parameters }] of Object.entries(sources)) {
      const site = { medium, source: medium === 'unknown' ? '' : name, parameters };
      for (const [index, host] of hosts.entries()) {
        if (entries.has(host)) {
          const line = lineOf(document, lines, [medium, name, 'hosts', String(index)]);
          throw fail('ENRICH_REFERERS_REFUSED', { path, line, reason: `${host} is listed twice` });
        }
        entries.set(host, site);
      }
    }
  }
  return groupByHost(entries);
}

/** Line of the deepest key or item on the way to `path`. */
function lineOf(document: Document, lines: LineCounter, path: readonly string[]): number {
  let line = 1;
  let node: unknown = document.contents;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => String(key) === step) : undefined;
    const item = isSeq(node) ? node.items[Number(step)] : pair?.key;
    if (isNode(item) && item.range) line = lines.linePos(item.range[0]).line;
    node = pair === undefined ? item : pair.value;
  }
  return line;
}

function groupByHost(entries: ReadonlyMap<string, Site>): RefererList {
  const list = new Map<string, Host>();
  for (const [entry, site] of entries) {
    const [, host = '', path = ''] = HOST.exec(entry) ?? [];
    const { site: whole, paths } = list.get(host) ?? { site: undefined, paths: [] };
    if (path === '' || path === '/') list.set(host, { site, paths });
    else list.set(host, { site: whole, paths: longestFirst([...paths, [path.replace(/\/$/, ''), site]]) });
  }
  return list;
}

function longestFirst(paths: Host['paths']): Host['paths'] {
  return paths.toSorted(([left], [right]) => right.length - left.length);
}

/** Both lists; what `own` says about a host wins. */
export function mergeRefererLists(own: RefererList, ours: RefererList): RefererList {
  const merged = new Map(ours);
  for (const [host, { site, paths }] of own) {
    const before = merged.get(host);
    const kept = before?.paths.filter(([prefix]) => !paths.some(([other]) => other === prefix)) ?? [];
    merged.set(host, { site: site ?? before?.site, paths: longestFirst([...paths, ...kept]) });
  }
  return merged;
}

/** Labels before a country's code that belong to its top-level domain: co.uk, com.br. */
const SECOND_LEVEL = new Set(['com', 'co', 'org', 'net', 'ne', 'or', 'go', 'gov', 'edu', 'ac']);

/**
 * The site of a referrer, or undefined.
 *
 * @param host in lower case.
 * @param path as the URL has it.
 */
export function findSite(list: RefererList, host: string, path: string): Site | undefined {
  if (host.length > HOST_CHARACTERS_MAX) return undefined;
  const topLevel = topLevelLength(host);
  for (let start = 0; start !== -1;) {
    const name = start === 0 ? host : host.slice(start);
    const site = siteAt(list.get(name), path) ?? siteAt(list.get(`${name.slice(0, -topLevel)}*`), path);
    if (site !== undefined) return site;
    const dot = host.indexOf('.', start);
    start = dot === -1 ? -1 : dot + 1;
  }
  return undefined;
}

function siteAt(host: Host | undefined, path: string): Site | undefined {
  if (host === undefined) return undefined;
  for (const [prefix, site] of host.paths) {
    if (path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')) return site;
  }
  return host.site;
}

function topLevelLength(host: string): number {
  const last = host.lastIndexOf('.');
  const top = host.length - last - 1;
  const before = host.lastIndexOf('.', last - 1);
  const isCountry = top === 2 && last > 0 && SECOND_LEVEL.has(host.slice(before + 1, last));
  return isCountry ? host.length - before - 1 : top;
}
