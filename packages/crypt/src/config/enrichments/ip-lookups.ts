import { z } from 'zod';
import { section } from '../section.ts';

const file = (what: string) => z.string().nullable().default(null).describe(`${what} (mmdb), relative to the project.`);

export const ipLookupsSchema = section({
  enabled: z.boolean().default(true).describe('Whether geo_* and ip_* are looked up by the IP address.'),
  geoFile: file('Database of places, as GeoLite2-City; null takes the built-in one, which knows countries alone'),
  ispFile: file('Database of providers, as GeoIP2-ISP, for ip_isp and ip_organization; null leaves them empty'),
  domainFile: file('Database of domains, as GeoIP2-Domain, for ip_domain; null leaves it empty'),
  connectionTypeFile: file('Database of connections, as GeoIP2-Connection-Type, for ip_netspeed; null leaves it empty'),
});

export type IpLookupsConfig = z.infer<typeof ipLookupsSchema>;
