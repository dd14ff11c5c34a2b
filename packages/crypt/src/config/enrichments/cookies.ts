import { z } from 'zod';
import { section } from '../section.ts';

export const cookiesSchema = section({
  names: z
    .array(z.string().max(256))
    .default([])
    .describe('Cookies whose values are kept with the event, by their exact names; none keeps none.'),
});

export type CookiesConfig = z.infer<typeof cookiesSchema>;
