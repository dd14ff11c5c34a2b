// The enrichments' part of crypt.yml: one section each, in the order in which they run.
import { campaignsSchema } from './enrichments/campaigns.ts';
import { crossNavigationSchema } from './enrichments/cross-navigation.ts';
import { currencySchema } from './enrichments/currency.ts';
import { fingerprintSchema } from './enrichments/fingerprint.ts';
import { pseudonymsSchema } from './enrichments/pseudonyms.ts';
import { referersSchema } from './enrichments/referers.ts';
import { section } from './section.ts';

export const enrichmentsSchema = section({
  currency: currencySchema.describe('Amounts in one currency.'),
  referers: referersSchema.describe('Where visits come from.'),
  campaigns: campaignsSchema.describe('Campaigns and click ids.'),
  crossNavigation: crossNavigationSchema.describe('Who came from another site of ours.'),
  fingerprint: fingerprintSchema.describe('A hash of what the tracker sent.'),
  pseudonyms: pseudonymsSchema.describe('Personal values replaced, as the last step.'),
});
