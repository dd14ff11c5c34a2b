import { z } from 'zod';
import { section } from '../section.ts';

export const botsSchema = section({
  enabled: z.boolean().default(true).describe('Whether each user agent is compared with the names of known robots.'),
});
