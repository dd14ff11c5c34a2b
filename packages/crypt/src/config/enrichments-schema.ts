// The enrichments' part of crypt.yml: one section each, in the order in which they run, which is Snowplow's.
import { anonymiseIpSchema } from './enrichments/anonymise-ip.ts';
import { asnLookupsSchema } from './enrichments/asn-lookups.ts';
import { botsSchema } from './enrichments/bots.ts';
import { campaignsSchema } from './enrichments/campaigns.ts';
import { cookiesSchema } from './enrichments/cookies.ts';
import { crossNavigationSchema } from './enrichments/cross-navigation.ts';
import { currencySchema } from './enrichments/currency.ts';
import { fingerprintSchema } from './enrichments/fingerprint.ts';
import { headersSchema } from './enrichments/headers.ts';
import { ipLookupsSchema } from './enrichments/ip-lookups.ts';
import { pseudonymsSchema } from './enrichments/pseudonyms.ts';
import { referersSchema } from './enrichments/referers.ts';
import { userAgentSchema } from './enrichments/user-agent.ts';
import { projectEnrichmentsSchema } from './project-enrichments-schema.ts';
import { section } from './section.ts';

export const enrichmentsSchema = section({
  userAgent: userAgentSchema.describe('Browser, system and device.'),
  currency: currencySchema.describe('Amounts in one currency.'),
  referers: referersSchema.describe('Where visits come from.'),
  campaigns: campaignsSchema.describe('Campaigns and click ids.'),
  crossNavigation: crossNavigationSchema.describe('Who came from another site of ours.'),
  fingerprint: fingerprintSchema.describe('A hash of what the tracker sent.'),
  cookies: cookiesSchema.describe('Cookies of the request.'),
  headers: headersSchema.describe('Headers of the request.'),
  ipLookups: ipLookupsSchema.describe('Places and providers.'),
  asnLookups: asnLookupsSchema.describe('The network that an address belongs to.'),
  bots: botsSchema.describe('Whether a robot sent the event.'),
  project: projectEnrichmentsSchema.describe('Code of the project: docs/enrichments/project.md.'),
  anonymiseIp: anonymiseIpSchema.describe('Masked IP addresses.'),
  pseudonyms: pseudonymsSchema.describe('Personal values replaced, as the last step.'),
});
