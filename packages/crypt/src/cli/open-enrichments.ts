// The enrichments that the project has on, with their files read.
import type { Project } from '../config/read-config.ts';
import type { Enrichment } from '../enrich/enrichment.ts';
import { createAnonymiseIp } from '../enrich/enrichments/anonymise-ip.ts';
import { openAsnLookups } from '../enrich/enrichments/asn-lookups.ts';
import { createBots } from '../enrich/enrichments/bots.ts';
import { createCampaigns } from '../enrich/enrichments/campaigns.ts';
import { createCookies } from '../enrich/enrichments/cookies.ts';
import { createCrossNavigation } from '../enrich/enrichments/cross-navigation.ts';
import { openCurrency } from '../enrich/enrichments/currency.ts';
import { createFingerprint } from '../enrich/enrichments/fingerprint.ts';
import { createHeaders } from '../enrich/enrichments/headers.ts';
import { openIpLookups } from '../enrich/enrichments/ip-lookups.ts';
import { openPseudonyms } from '../enrich/enrichments/pseudonyms.ts';
import { openReferers } from '../enrich/enrichments/referers.ts';
import { openUserAgent } from '../enrich/enrichments/user-agent.ts';
import type { Files } from '../kernel/effects.ts';

export interface OpenEnrichments {
  /** In their order, which is Snowplow's. */
  readonly enrichments: readonly Enrichment[];
  readonly privacy: readonly Enrichment[];
}

/** @throws ENRICH_FILE_REFUSED, ENRICH_REFERERS_REFUSED, ENRICH_RATES_REFUSED, ENRICH_KEY_REFUSED (user). */
export async function openEnrichments(
  { config, folder }: Project,
  files: Files,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<OpenEnrichments> {
  const on = config.enrichments;
  const opened: readonly (Enrichment | false | undefined)[] = [
    on.userAgent.enabled && (await openUserAgent(on.userAgent, files, folder)),
    on.currency.enabled && (await openCurrency(on.currency, files, folder)),
    on.referers.enabled && (await openReferers(on.referers, files, folder)),
    on.campaigns.enabled && createCampaigns(on.campaigns),
    on.crossNavigation.enabled && createCrossNavigation(on.crossNavigation),
    on.fingerprint.enabled && createFingerprint(on.fingerprint),
    createCookies(on.cookies),
    createHeaders(on.headers),
    on.ipLookups.enabled && (await openIpLookups(on.ipLookups, files, folder)),
    await openAsnLookups(on.asnLookups, on.ipLookups.ispFile, files, folder),
    on.bots.enabled && createBots(),
  ];
  const rules = [
    on.anonymiseIp.enabled && createAnonymiseIp(on.anonymiseIp),
    on.pseudonyms.enabled && openPseudonyms(on.pseudonyms, environment),
  ];
  return { enrichments: opened.filter(isOn), privacy: rules.filter(isOn) };
}

function isOn(enrichment: Enrichment | false | undefined): enrichment is Enrichment {
  return enrichment !== false && enrichment !== undefined;
}
