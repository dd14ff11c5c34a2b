import { z } from 'zod';
import { section } from '../section.ts';

export const asnLookupsSchema = section({
  file: z
    .string()
    .nullable()
    .default(null)
    .describe('Database of networks, as GeoLite2-ASN (mmdb), relative to the project; null takes ipLookups.ispFile.'),
});

export type AsnLookupsConfig = z.infer<typeof asnLookupsSchema>;
