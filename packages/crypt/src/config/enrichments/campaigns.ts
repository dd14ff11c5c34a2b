import { z } from 'zod';
import { section } from '../section.ts';

const parameters = (first: string) => z.array(z.string().min(1)).default([first]);

export const campaignsSchema = section({
  enabled: z.boolean().default(true).describe('Whether campaigns are read from the query string of the page.'),
  mktMedium: parameters('utm_medium').describe('Parameters for mkt_medium; the first of the list that is there wins.'),
  mktSource: parameters('utm_source').describe('Parameters for mkt_source.'),
  mktTerm: parameters('utm_term').describe('Parameters for mkt_term.'),
  mktContent: parameters('utm_content').describe('Parameters for mkt_content.'),
  mktCampaign: parameters('utm_campaign').describe('Parameters for mkt_campaign.'),
  mktClickId: z
    .record(z.string().min(1), z.string().min(1).max(64))
    .default({})
    .describe('Click ids and their networks, `wbraid: Google`, beside gclid, msclkid and dclid.'),
});

export type CampaignsConfig = z.infer<typeof campaignsSchema>;
