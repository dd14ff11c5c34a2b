import { z } from 'zod';
import { section } from '../section.ts';

export const referersSchema = section({
  enabled: z.boolean().default(true).describe('Whether referrers are sorted by the list of known sites.'),
  internalDomains: z
    .array(z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'a host without scheme, port or path: `shop.example`'))
    .default([])
    .describe('Own domains, with all below them, whose referrers are internal. The host of the page always is.'),
  listFile: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('A list of further sites, relative to the project; its entries win over ours. null adds none.'),
});

export type ReferersConfig = z.infer<typeof referersSchema>;
