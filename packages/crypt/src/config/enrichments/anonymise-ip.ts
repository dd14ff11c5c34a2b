import { z } from 'zod';
import { section } from '../section.ts';

export const anonymiseIpSchema = section({
  enabled: z.boolean().default(false).describe('Whether the end of IP addresses is masked, after they were looked up.'),
  octets: z
    .int()
    .min(1)
    .max(4)
    .default(2)
    .describe('Octets of an IPv4 address that are masked, from the right: 2 makes 94.15.x.x of 94.15.223.151.'),
  segments: z
    .int()
    .min(1)
    .max(8)
    .default(5)
    .describe('Segments of an IPv6 address that are masked, from the right: 5 leaves 48 bits, a site.'),
});

export type AnonymiseIpConfig = z.infer<typeof anonymiseIpSchema>;
