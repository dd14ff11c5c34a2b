// The enrichments' part of crypt.yml: one section each, in the order in which they run.
import { anonymiseIp } from './enrichments/anonymise-ip.ts';
import { asnLookups } from './enrichments/asn-lookups.ts';
import { bots } from './enrichments/bots.ts';
import { cookies } from './enrichments/cookies.ts';
import { headers } from './enrichments/headers.ts';
import { ipLookups } from './enrichments/ip-lookups.ts';
import { userAgent } from './enrichments/user-agent.ts';
import { section } from './section.ts';

export const enrichmentsSchema = section({
  userAgent: userAgent.describe('Browser, system and device.'),
  bots: bots.describe('Robots.'),
  cookies: cookies.describe('Cookies of the request.'),
  headers: headers.describe('Headers of the request.'),
  ipLookups: ipLookups.describe('Places and providers.'),
  asnLookups: asnLookups.describe('Networks.'),
  anonymiseIp: anonymiseIp.describe('Masked IP addresses.'),
});
