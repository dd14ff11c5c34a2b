import { z } from 'zod';
import { section } from '../section.ts';

export const userAgentSchema = section({
  enabled: z.boolean().default(true).describe('Whether browser, system and device are read from the user agent.'),
  rulesFile: z
    .string()
    .nullable()
    .default(null)
    .describe('A regexes.yaml of uap-core newer than the built-in one, relative to the project.'),
});

export type UserAgentConfig = z.infer<typeof userAgentSchema>;
