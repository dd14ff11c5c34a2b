import { z } from 'zod';
import { section } from '../section.ts';

export const crossNavigationSchema = section({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether the parameter _sp of the page, set by trackers on links to other sites, is read.'),
});

export type CrossNavigationConfig = z.infer<typeof crossNavigationSchema>;
