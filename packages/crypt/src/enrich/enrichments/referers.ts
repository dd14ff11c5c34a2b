// Sorts referrers by where they come from into refr_medium, refr_source and refr_term. Source of the rules:
// referer_parser 2-0-1; the list of sites is our own.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReferersConfig } from '../../config/enrichments/referers.ts';
import { assetUrl } from '../../kernel/asset.ts';
import type { Files } from '../../kernel/effects.ts';
import type { Enrichment } from '../enrichment.ts';
import { fail } from '../errors.ts';
import { columnIndex, type Row } from '../row.ts';
import { fittingColumn } from './fitting-column.ts';
import { pageParameters } from './page-query.ts';
import { findSite, mergeRefererLists, parseRefererList, type RefererList } from './referer-list.ts';
import { readText } from './read-text.ts';

const PAGE_URLHOST = columnIndex('page_urlhost');
const REFR_URLSCHEME = columnIndex('refr_urlscheme');
const REFR_URLHOST = columnIndex('refr_urlhost');
const REFR_URLPATH = columnIndex('refr_urlpath');
const REFR_URLQUERY = columnIndex('refr_urlquery');
const MEDIUM = columnIndex('refr_medium');
const SOURCE = columnIndex('refr_source');
const TERM = fittingColumn('refr_term');

/** `android-app` names an app by its package in the place of the host. Other schemes say nothing about a visitor. */
const SCHEMES = new Set(['http', 'https', 'android-app']);

/**
 * Reads our list and the project's.
 *
 * @throws ENRICH_REFERERS_REFUSED (user)
 */
export async function openReferers(config: ReferersConfig, files: Files, projectFolder: string): Promise<Enrichment> {
  const ours = await readList(fileURLToPath(assetUrl('enrich/referers.yml')), files);
  if (config.listFile === null) return createReferers(config, ours);
  const own = await readList(resolve(projectFolder, config.listFile), files);
  return createReferers(config, mergeRefererLists(own, ours));
}

async function readList(path: string, files: Files): Promise<RefererList> {
  const refuse = (reason: string, cause: unknown) => fail('ENRICH_REFERERS_REFUSED', { path, line: 1, reason }, cause);
  return parseRefererList(await readText(path, files, refuse), path);
}

export function createReferers(config: ReferersConfig, list: RefererList): Enrichment {
  const internal = config.internalDomains.map((domain) => domain.toLowerCase());
  return {
    name: 'referers',
    apply: ({ row }) => {
      const host = lowerHost(row, REFR_URLHOST);
      if (host === '' || !SCHEMES.has(row[REFR_URLSCHEME]?.toLowerCase() ?? '')) return;
      if (host === lowerHost(row, PAGE_URLHOST) || internal.some((domain) => isWithin(host, domain))) {
        row[MEDIUM] = 'internal';
        return;
      }
      const site = findSite(list, host, row[REFR_URLPATH] ?? '');
      row[MEDIUM] = site?.medium ?? 'unknown';
      if (site === undefined) return;
      row[SOURCE] = site.source;
      if (site.parameters.length > 0) setTerm(row, site.parameters);
    },
  };
}

/** With the point that may end a host taken away. */
function lowerHost(row: Row, column: number): string {
  const host = (row[column] ?? '').toLowerCase();
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

function isWithin(host: string, domain: string): boolean {
  return host.endsWith(domain) && (host.length === domain.length || host[host.length - domain.length - 1] === '.');
}

function setTerm(row: Row, parameters: readonly string[]): void {
  const query = row[REFR_URLQUERY] ?? '';
  if (query === '') return;
  const given = pageParameters(query);
  for (const parameter of parameters) {
    const term = given.get(parameter);
    if (term === undefined || term === '') continue;
    TERM.set(row, term);
    return;
  }
}
