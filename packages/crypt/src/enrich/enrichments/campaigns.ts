// Campaign parameters of the page's query into mkt_*. Source of the rules: campaign_attribution 1-0-1.
import type { CampaignsConfig } from '../../config/enrichments/campaigns.ts';
import type { Enrichment } from '../enrichment.ts';
import { columnIndex } from '../row.ts';
import { fittingColumn, type FittingColumn } from './fitting-column.ts';
import { pageParameters } from './page-query.ts';

const PAGE_URLQUERY = columnIndex('page_urlquery');
const CLICK_ID = fittingColumn('mkt_clickid');
const NETWORK = columnIndex('mkt_network');

/** Looked for before those of the configuration. */
const CLICK_IDS: Readonly<Record<string, string>> = {
  gclid: 'Google',
  msclkid: 'Microsoft',
  dclid: 'DoubleClick',
};

interface Mapping {
  readonly column: FittingColumn;
  readonly parameters: readonly string[];
}

/** Of each column, the first parameter of its list that the query has wins, empty or not, as in Snowplow. */
export function createCampaigns(config: CampaignsConfig): Enrichment {
  const mappings: readonly Mapping[] = [
    { column: fittingColumn('mkt_medium'), parameters: config.mktMedium },
    { column: fittingColumn('mkt_source'), parameters: config.mktSource },
    { column: fittingColumn('mkt_term'), parameters: config.mktTerm },
    { column: fittingColumn('mkt_content'), parameters: config.mktContent },
    { column: fittingColumn('mkt_campaign'), parameters: config.mktCampaign },
  ];
  const clickIds = Object.entries({ ...CLICK_IDS, ...config.mktClickId });
  return {
    name: 'campaigns',
    apply: ({ row }) => {
      const query = row[PAGE_URLQUERY] ?? '';
      if (query === '') return;
      const given = pageParameters(query);
      for (const { column, parameters } of mappings) {
        const value = firstOf(parameters, given);
        if (value !== undefined) column.set(row, value);
      }
      for (const [parameter, network] of clickIds) {
        const value = given.get(parameter);
        if (value === undefined) continue;
        CLICK_ID.set(row, value);
        row[NETWORK] = network;
        break;
      }
    },
  };
}

function firstOf(parameters: readonly string[], given: ReadonlyMap<string, string>): string | undefined {
  for (const parameter of parameters) {
    const value = given.get(parameter);
    if (value !== undefined) return value;
  }
  return undefined;
}
